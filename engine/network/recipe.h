// What is wanted and how it is learnt: targets, recipe; and how far a call has come.
#pragma once

#include <cstdint>

#include "kernels/kernels.h"

namespace lenet {

// What is wanted of each sample: labels [room], or values [units]; and weights (nullptr: 1 each).
struct Targets {
  const int32_t* labels = nullptr;
  const float* values = nullptr;
  const float* weights = nullptr;
  int room = 1;  // of ctc: labels a sample, the rest of them 0
};

struct Recipe {
  Objective objective;
  Optimizer optimizer;
  float momentum, beta_1, beta_2, epsilon;
  float mu;  // of diagonal_lm
  float weight_decay;
  bool nesterov;
};

struct Progress {
  int64_t steps = 0, samples = 0, correct = 0;
  double loss = 0;     // sum over the batches of batch size * the batch's loss
  bool finite = true;  // false: the next step's loss was not; its update was not made
};

}  // namespace lenet

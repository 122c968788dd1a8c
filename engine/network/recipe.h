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
  float momentum, beta_1, beta_2, epsilon;  // beta_2 is rho of rmsprop and adadelta
  float mu;                                 // of diagonal_lm
  float weight_decay;
  bool nesterov;
  bool third = false;     // adam: amsgrad; rmsprop: centered
  float start = 0;        // of adagrad: what the sums of squares begin with
  float clip_value = 0;   // 0: gradients are not clipped
  float clip_norm = 0;    // of each parameter array
  float global_norm = 0;  // of all of them
  uint64_t seed = 0;      // of what Dropouts drop

  bool clips_norms() const { return clip_norm > 0 || global_norm > 0; }
};

struct Progress {
  int64_t steps = 0, samples = 0, correct = 0;
  double loss = 0;     // sum over the batches of batch size * the batch's loss
  bool finite = true;  // false: the next step's loss was not; its update was not made
};

}  // namespace lenet

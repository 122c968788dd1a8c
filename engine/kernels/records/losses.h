// The losses, what they are given of a chunk, and what they answer.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/records/planes.h"

namespace lenet {

enum class Loss {
  sparse_categorical_crossentropy,
  categorical_crossentropy,
  categorical_focal_crossentropy,
  binary_crossentropy,
  binary_focal_crossentropy,
  mse,
  mean_absolute_error,
  mean_absolute_percentage_error,
  mean_squared_logarithmic_error,
  huber,
  log_cosh,
  hinge,
  squared_hinge,
  categorical_hinge,
  kl_divergence,
  poisson,
  cosine_similarity,
  maximum_likelihood,
  maximum_a_posteriori,
  ctc
};

// Whether a loss takes the penalties of an RBF, as those of 1998 do.
constexpr bool on_penalties(Loss loss) {
  return loss == Loss::maximum_likelihood || loss == Loss::maximum_a_posteriori;
}

// What is minimised: a loss and its arguments, each of the losses that are named with it.
struct Objective {
  Loss loss;
  float scale = 1, rubbish = 0;  // maximum_*: what penalties are multiplied by; that of belonging to no class
  bool from_logits = false;      // *_crossentropy: whether it makes probabilities of its inputs
  float delta = 1;               // huber: up to which miss it is a parabola
  float alpha = -1, gamma = 0;   // *_focal_crossentropy: the balance of the classes, < 0: none; the focus
  float factor = 1;              // what the loss of each sample is multiplied by
  bool summed = false;           // the batch's sum, not its mean
};

// What the samples of one chunk should have given; `weight` holds the share of each in the batch's loss, sample weight
// / batch size but for the objective's factor and sum, 0 for an empty lane.
struct Target {
  const int32_t* label[kLanes];  // sparse_categorical_crossentropy, maximum_*; ctc: a string's labels, then zeros
  const float* values[kLanes];   // of the other losses: [units]
  float weight[kLanes];
  int count;    // lanes in use
  float* room;  // for loss_room(units) floats
};

// Of one lane: its outputs, the loss's slope in each of them, and what they are made of.
constexpr size_t loss_room(int units) { return 3 * static_cast<size_t>(padded(units)); }

struct Outcome {
  double loss;  // sum over the lanes of weight * loss
  int correct;
};

}  // namespace lenet

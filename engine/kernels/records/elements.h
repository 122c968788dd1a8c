// What the kernels of layers that take each value, or each channel, for itself are given.
#pragma once

#include <cstdint>

#include "kernels/records/activations.h"
#include "kernels/records/planes.h"

namespace lenet {

// Elements of a layer that takes each for itself: channels x rows x run floats at x and at y. In the gradient's pass y
// holds dE/dy; dE/dx, times the derivative of the activation `before` that made x, goes to `to`: over x or over y.
struct Elements {
  int channels, rows, run;
  int lanes;
  View x, y;
  View to = {};
  Activation before = Activation::linear;
};

// What a Dropout keeps is decided by a hash of the sample's key and the value's place.
struct Dropped {
  float rate;
  bool whole_channels;
  uint32_t keys[kLanes];
};

// Of a channel, for BatchNormalization: y = f(slope x + offset); backward
// dE/dx = slope (dy - mean_gradient - (x - mean) inverse_deviation mean_product).
struct Normalised {
  const float *slope, *offset;
  const float *mean = nullptr, *inverse_deviation = nullptr, *mean_gradient = nullptr, *mean_product = nullptr;
  Activation activation = Activation::linear;
  int used = kLanes;  // lanes with samples; the gradient of the others is 0
};

}  // namespace lenet

// A layer: what is asked for, its shapes, and where its parameters lie.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/kernels.h"

namespace lenet {

enum class Kind {
  zero_padding2d,
  conv2d,
  average_pooling2d,
  max_pooling2d,
  subsampling2d,
  reorder,
  flatten,
  dense,
  rbf,
  activation,
  dropout,
  noise,
  softmax,
  batch_normalization
};

struct LayerSpec {
  Kind kind;
  int units = 0;              // filters of a Conv2D, units of a Dense or Rbf, channels that a Reorder makes
  int rows = 0, columns = 0;  // kernel, pool, zeros on each side, or what a Reorder makes
  bool same = false;          // padding
  bool bias = true;
  Activation activation = Activation::linear;
  bool trainable = true;
  std::vector<std::vector<int>> connections = {};  // of a Conv2D: each filter's input channels; none: all
  Steps steps = {};                                // of a pooling whose windows do not just touch; rows 0: they touch
  std::array<int, 3> axes = {0, 1, 2};  // of a Reorder: its input's rows, columns, channels, as it reads them
  Curve curve = {};                     // of an Activation
  float rate = 0;                       // of a Dropout: the share that is dropped; of a noise: its deviation
  bool multiplied = false;              // of a noise: what values are multiplied by, not what is added
  bool whole_channels = false;          // of a Dropout
  float momentum = 0, epsilon = 0;      // of a BatchNormalization; its beta is `bias`
  bool scale = false;                   // of a BatchNormalization: gamma
};

struct Shape {
  int rows, columns, channels;
  int64_t values() const { return static_cast<int64_t>(rows) * columns * channels; }
};

// A layer that takes each value, or each channel, for itself: on planes and on features alike.
inline bool is_elementwise(Kind kind) {
  return kind == Kind::activation || kind == Kind::dropout || kind == Kind::noise || kind == Kind::softmax ||
         kind == Kind::batch_normalization;
}

// Whether second derivatives pass through a layer, and not only first ones.
inline bool has_curvature(const LayerSpec& spec) { return !is_elementwise(spec.kind) && !spec.steps.rows; }

struct Layer {
  LayerSpec spec;
  Shape in, out;
  bool from_planes = true, on_planes = true;           // what it reads, and what it makes; else features
  int64_t kernel_at = 0, bias_at = 0, parameters = 0;  // places in the flat parameters
  int convolution = 0;                                 // its number among the Conv2Ds
  int normalisation = 0;                               // channels of the BatchNormalizations before it
  std::vector<float> connected = {};                   // of a Conv2D with connections: its kernel's, 1 or 0
  int pad_top = 0, pad_left = 0;                       // zeros before the first row and column of a Conv2D's input

  bool has_units() const { return spec.kind == Kind::dense || spec.kind == Kind::rbf; }
  bool learns() const { return spec.trainable && parameters > 0; }
  // Of a BatchNormalization: where its moving means begin, behind gamma and beta; the moving variances follow.
  int64_t moments_at() const { return bias_at + spec.bias * in.channels; }
  // Whether a step's statistics normalise it in training, and not the moving ones.
  bool meets() const { return spec.kind == Kind::batch_normalization && spec.trainable; }
};

// The layers of a network with this input, in their order; each parameter has its place. Throws std::invalid_argument
// for what the engine cannot run.
std::vector<Layer> placed_layers(const Shape& input, const std::vector<LayerSpec>& specs);

}  // namespace lenet

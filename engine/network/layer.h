// A layer: what is asked for, its shapes, and where its parameters lie.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/kernels.h"

namespace lenet {

enum class Kind { zero_padding2d, conv2d, average_pooling2d, max_pooling2d, subsampling2d, flatten, dense, rbf };

struct LayerSpec {
  Kind kind;
  int units = 0;              // filters of a Conv2D, units of a Dense or Rbf
  int rows = 0, columns = 0;  // kernel, pool, or the rows and columns of zeros on each side
  bool same = false;          // padding
  bool bias = true;
  Activation activation = Activation::linear;
  bool trainable = true;                           // of an Rbf
  std::vector<std::vector<int>> connections = {};  // of a Conv2D: each filter's input channels; none: all
};

struct Shape {
  int rows, columns, channels;
  int64_t values() const { return static_cast<int64_t>(rows) * columns * channels; }
};

inline bool has_units(Kind kind) { return kind == Kind::dense || kind == Kind::rbf; }

inline bool on_planes(Kind kind) { return kind != Kind::flatten && !has_units(kind); }

struct Layer {
  LayerSpec spec;
  Shape in, out;
  int64_t kernel_at = 0, bias_at = 0, parameters = 0;  // places in the flat parameters
  int convolution = 0;                                 // its number among the Conv2Ds
  std::vector<float> connected = {};                   // of a Conv2D with connections: its kernel's, 1 or 0
  int pad_top = 0, pad_left = 0;                       // zeros before the first row and column of a Conv2D's input
};

// The layers of a network with this input, in their order; each parameter has its place. Throws std::invalid_argument
// for what the engine cannot run.
std::vector<Layer> placed_layers(const Shape& input, const std::vector<LayerSpec>& specs);

}  // namespace lenet

// What tests of kernels share: planes as the engine lays them out, activations by the standard library.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include "kernels/dispatch.h"
#include "tests/check.h"

namespace lenet::tests {

inline const std::initializer_list<Activation> kActivations{Activation::linear, Activation::relu, Activation::sigmoid,
                                                            Activation::tanh, Activation::scaled_tanh};

inline double activated(Activation activation, double x) {
  switch (activation) {
    case Activation::relu: return x > 0 ? x : 0;
    case Activation::sigmoid: return 1 / (1 + std::exp(-x));
    case Activation::tanh: return std::tanh(x);
    case Activation::scaled_tanh: return 1.7159 * std::tanh(2 * x / 3);
    default: return x;
  }
}

// From the activation's own value y.
inline double slope(Activation activation, double y) {
  switch (activation) {
    case Activation::relu: return y > 0;
    case Activation::sigmoid: return y * (1 - y);
    case Activation::tanh: return 1 - y * y;
    case Activation::scaled_tanh: return 2.0 / 3 * (1.7159 - y * y / 1.7159);
    default: return 1;
  }
}

// A plane [channel][row][column][lane] as the engine lays it out: rows of whole 16s, margins of zeros around them, and
// one vector of room behind the last.
struct Plane {
  int channels, rows, columns, lanes, margin_rows, margin_columns;
  ptrdiff_t row, channel;
  Buffer floats;

  Plane(int channels_, int rows_, int columns_, int lanes_, int margin_rows_ = 0, int margin_columns_ = 0)
      : channels(channels_),
        rows(rows_),
        columns(columns_),
        lanes(lanes_),
        margin_rows(margin_rows_),
        margin_columns(margin_columns_),
        row(padded(padded(columns * lanes) + 2 * margin_columns * lanes)),
        channel(row * (rows + 2 * margin_rows)),
        floats(channel * channels + kLanes, false) {
    for (int c = 0; c < channels; ++c)
      for (int i = 0; i < rows; ++i)
        for (int k = 0; k < columns * lanes; ++k) view().origin[c * channel + i * row + k] = number();
  }

  View view() const { return {floats.get() + margin_rows * row + margin_columns * lanes, channel, row}; }

  // 0 outside
  double at(int c, int i, int j, int lane) const {
    if (i < 0 || i >= rows || j < 0 || j >= columns) return 0;
    return view().origin[c * channel + i * row + j * lanes + lane];
  }

  void set(int c, int i, int j, int lane, double value) {
    view().origin[c * channel + i * row + j * lanes + lane] = static_cast<float>(value);
  }

  template <class F>
  void each(F f) const {
    for (int c = 0; c < channels; ++c)
      for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j)
          for (int lane = 0; lane < lanes; ++lane) f(c, i, j, lane);
  }
};

// The same values, and as kernels.h promises still zeros in the margins.
inline bool close(const Plane& got, const Plane& wanted) { return close(got.floats, wanted.floats); }

// Runs `test(kernels, lanes)` so many times for each instruction set and both numbers of lanes.
template <class Test>
void everywhere(const char* name, int times, Test test) {
  for (const Kernels* kernels : available_kernels())
    for (int lanes : {1, kLanes})
      for (int n = 0; n < times; ++n)
        check(test(*kernels, lanes), std::string(name) + ", " + kernels->name + ", " + std::to_string(lanes) +
                                         " lanes, no. " + std::to_string(n));
}

}  // namespace lenet::tests

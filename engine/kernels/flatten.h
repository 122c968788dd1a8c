// Flatten: planes to features, channels last as Keras has them, and their gradient back.
#pragma once

#include "kernels/activation.h"

namespace lenet::LENET_INSTRUCTIONS {

// features[(i * columns + j) * channels + c][lane] = x[c][i][j][lane]: channels last, as Keras flattens
inline void flatten(int channels, int rows, int columns, int lanes, View x, float* features) {
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j)
      for (int c = 0; c < channels; ++c) {
        const float* from = x.origin + c * x.channel + i * x.row + j * lanes;
        for (int lane = 0; lane < lanes; lane += kWidth)
          store_lanes(features + lane, load_lanes(from + lane, lanes), lanes);
        features += lanes;
      }
}

inline void flatten_gradient(int channels, int rows, int columns, int lanes, const float* gradient,
                             Activation activation, View x) {
  with_finish(activation, true, [&](auto finish) {
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j)
        for (int c = 0; c < channels; ++c, gradient += lanes)
          for (int lane = 0; lane < lanes; lane += kWidth) {
            float* to = x.origin + c * x.channel + i * x.row + j * lanes + lane;
            store_lanes(to, finish(load_lanes(gradient + lane, lanes), load_lanes(to, lanes)), lanes);
          }
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

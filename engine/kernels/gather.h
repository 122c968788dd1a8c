// Gather: samples, channels last, side by side into the lanes of planes.
#pragma once

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

// to[j * kLanes + lane] = samples[lane][from + j] for a row of one channel, kWidth x kWidth values at a time
inline void gather_row(const float* const* samples, size_t from, int columns, float* to) {
  for (int begin = 0; begin < columns; begin += kWidth) {
    const int first = begin + kWidth <= columns ? begin : columns - kWidth;  // the last square overlaps the one before
    for (int lane = 0; lane < kLanes; lane += kWidth) {
      Vec square[kWidth];
      for (int k = 0; k < kWidth; ++k) square[k] = load(samples[lane + k] + from + first);
      transpose_square(square);
      for (int k = 0; k < kWidth; ++k) store(to + (first + k) * kLanes + lane, square[k]);
    }
  }
}

// x[c][i][j][lane] = samples[lane][(i * columns + j) * channels + c]
inline void gather(const float* const* samples, int channels, int rows, int columns, int lanes, View x) {
  for (int i = 0; i < rows; ++i)
    for (int c = 0; c < channels; ++c) {
      float* to = x.origin + c * x.channel + i * x.row;
      const size_t from = static_cast<size_t>(i) * columns * channels + c;
      if (channels == 1 && lanes == kLanes && columns >= kWidth) {
        gather_row(samples, from, columns, to);
        continue;
      }
      if (channels == 1 && lanes == 1) {
        std::memcpy(to, samples[0] + from, columns * sizeof(float));
        continue;
      }
      for (int j = 0; j < columns; ++j)
        for (int lane = 0; lane < lanes; ++lane)
          to[j * lanes + lane] = samples[lane][from + static_cast<size_t>(j) * channels];
    }
}

}  // namespace lenet::LENET_INSTRUCTIONS

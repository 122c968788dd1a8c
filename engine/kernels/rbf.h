// Euclidean radial basis functions: one penalty a class, the squared distance from the features to the class's center.
#pragma once

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

// y[o][lane] = sum_i (x[i][lane] - centers[o][i])^2
inline void rbf_lanes(const Rbf& k, const float* x, float* y) {
  for (int o = 0; o < k.out; ++o)
    for (int lane = 0; lane < kLanes; lane += kWidth) {
      Vec total{};
      for (int i = 0; i < k.in; ++i) {
        const Vec miss = load(x + i * kLanes + lane) - broadcast(k.centers[static_cast<ptrdiff_t>(o) * k.in + i]);
        total += miss * miss;
      }
      store(y + o * kLanes + lane, total);
    }
}

// The same for one sample, a vector of features at a time.
inline void rbf_single(const Rbf& k, const float* x, float* y) {
  for (int o = 0; o < k.out; ++o) {
    const float* center = k.centers + static_cast<ptrdiff_t>(o) * k.in;
    Vec total{};
    for (int i = 0; i < k.in; i += kWidth) {
      const int count = k.in - i < kWidth ? k.in - i : kWidth;
      const Vec miss = load_first(x + i, count) - load_first(center + i, count);
      total += miss * miss;
    }
    y[o] = sum(total);
  }
}

inline void rbf(const Rbf& k, const float* x, float* y) { k.lanes == 1 ? rbf_single(k, x, y) : rbf_lanes(k, x, y); }

// dx[i][lane] = sum_o 2 (x[i][lane] - centers[o][i]) dy[o][lane]
inline void rbf_input_gradient(const Rbf& k, const float* x, const float* dy, float* dx) {
  for (int i = 0; i < k.in; ++i)
    for (int lane = 0; lane < k.lanes; ++lane) {
      float total = 0;
      for (int o = 0; o < k.out; ++o)
        total += 2 * (x[i * k.lanes + lane] - k.centers[static_cast<ptrdiff_t>(o) * k.in + i]) * dy[o * k.lanes + lane];
      dx[i * k.lanes + lane] = total;
    }
}

// dcenters[o][i] = sum over the chunks' lanes of 2 (centers[o][i] - x[i][lane]) dy[lane][o]
inline void rbf_center_gradient(const Chunks& chunks, const Rbf& k, const float* x, const float* dy, float* dcenters) {
  const size_t stride = padded(k.out);
  for (int o = 0; o < k.out; ++o)
    for (int i = 0; i < k.in; ++i) {
      const float center = k.centers[static_cast<ptrdiff_t>(o) * k.in + i];
      float total = 0;
      for (int c = 0; c < chunks.count; ++c)
        for (int lane = 0; lane < k.lanes; ++lane)
          total += 2 * (center - x[c * chunks.stride + i * k.lanes + lane]) * dy[c * chunks.stride + lane * stride + o];
      dcenters[static_cast<ptrdiff_t>(o) * k.in + i] = total;
    }
}

}  // namespace lenet::LENET_INSTRUCTIONS

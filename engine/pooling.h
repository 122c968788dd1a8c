// AveragePooling2D and MaxPooling2D over windows that touch but do not overlap; Flatten; and samples into lanes.
#pragma once

#include "activation.h"

namespace lenet::LENET_INSTRUCTIONS {

// One column's lanes as vectors, or the single value of one lane as a vector of which only the first counts.
inline Vec load_lanes(const float* from, int lanes) { return lanes == 1 ? load_first(from, 1) : load(from); }
inline void store_lanes(float* to, Vec v, int lanes) { lanes == 1 ? store_first(to, v, 1) : store(to, v); }

template <class F>
void each_window(const Pooling& k, F f) {
  for (int c = 0; c < k.channels; ++c)
    for (int i = 0; i < k.rows; ++i) {
      float* y = k.y.origin + c * k.y.channel + i * k.y.row;
      float* x = k.x.origin + c * k.x.channel + i * k.pool_rows * k.x.row;
      for (int j = 0; j < k.columns; ++j)
        for (int lane = 0; lane < k.lanes; lane += kWidth) f(x + j * k.pool_columns * k.lanes + lane, y + j * k.lanes + lane);
    }
}

// y = sum of the window / its size
inline void average(const Pooling& k) {
  const Vec share = broadcast(1.0f / (k.pool_rows * k.pool_columns));
  each_window(k, [&](const float* x, float* y) {
    Vec total{};
    for (int u = 0; u < k.pool_rows; ++u)
      for (int v = 0; v < k.pool_columns; ++v) total += load_lanes(x + u * k.x.row + v * k.lanes, k.lanes);
    store_lanes(y, total * share, k.lanes);
  });
}

// y = the window's largest value
inline void maximum(const Pooling& k) {
  each_window(k, [&](const float* x, float* y) {
    Vec best = load_lanes(x, k.lanes);
    for (int u = 0; u < k.pool_rows; ++u)
      for (int v = 0; v < k.pool_columns; ++v) {
        const Vec value = load_lanes(x + u * k.x.row + v * k.lanes, k.lanes);
        best = pick((value > best) | (value != value), value, best);  // a NaN wins and stays
      }
    store_lanes(y, best, k.lanes);
  });
}

inline void pool(const Pooling& k) { k.maximum ? maximum(k) : average(k); }

template <class Finish>
void average_gradient(const Pooling& k, Finish finish) {
  const Vec share = broadcast(1.0f / (k.pool_rows * k.pool_columns));
  each_window(k, [&](float* x, const float* y) {
    const Vec d = share * load_lanes(y, k.lanes);
    for (int u = 0; u < k.pool_rows; ++u)
      for (int v = 0; v < k.pool_columns; ++v) {
        float* at = x + u * k.x.row + v * k.lanes;
        store_lanes(at, finish(d, load_lanes(at, k.lanes)), k.lanes);
      }
  });
}

// All of it goes to the first of the largest.
template <class Finish>
void maximum_gradient(const Pooling& k, Finish finish) {
  each_window(k, [&](float* x, const float* y) {
    const Vec d = load_lanes(y, k.lanes);
    Vec best = load_lanes(x, k.lanes);
    for (int u = 0; u < k.pool_rows; ++u)
      for (int v = 0; v < k.pool_columns; ++v) {
        const Vec value = load_lanes(x + u * k.x.row + v * k.lanes, k.lanes);
        best = pick(value > best, value, best);
      }
    IntVec open = ~IntVec{};
    for (int u = 0; u < k.pool_rows; ++u)
      for (int v = 0; v < k.pool_columns; ++v) {
        float* at = x + u * k.x.row + v * k.lanes;
        const Vec value = load_lanes(at, k.lanes);
        const IntVec here = (value == best) & open;
        open &= ~here;
        store_lanes(at, (Vec)(here & (IntVec)finish(d, value)), k.lanes);
      }
  });
}

// Rows and columns of x that no window covers have no gradient.
inline void clear_uncovered(const Pooling& k) {
  const int rows = k.rows * k.pool_rows, columns = k.columns * k.pool_columns;
  for (int c = 0; c < k.channels; ++c)
    for (int i = 0; i < k.source_rows; ++i) {
      const int from = i < rows ? columns : 0;
      float* x = k.x.origin + c * k.x.channel + i * k.x.row;
      std::memset(x + from * k.lanes, 0, (k.source_columns - from) * k.lanes * sizeof(float));
    }
}

inline void pool_gradient(const Pooling& k) {
  with_finish(k.activation, true, [&](auto finish) { k.maximum ? maximum_gradient(k, finish) : average_gradient(k, finish); });
  clear_uncovered(k);
}

// features[(i * columns + j) * channels + c][lane] = x[c][i][j][lane]: channels last, as Keras flattens
inline void flatten(int channels, int rows, int columns, int lanes, View x, float* features) {
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j)
      for (int c = 0; c < channels; ++c) {
        const float* from = x.origin + c * x.channel + i * x.row + j * lanes;
        for (int lane = 0; lane < lanes; lane += kWidth) store_lanes(features + lane, load_lanes(from + lane, lanes), lanes);
        features += lanes;
      }
}

inline void flatten_gradient(int channels, int rows, int columns, int lanes, const float* gradient, Activation activation, View x) {
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

// x[c][i][j][lane] = samples[lane][(i * columns + j) * channels + c]
inline void gather(const float* const* samples, int channels, int rows, int columns, int lanes, View x) {
  for (int i = 0; i < rows; ++i)
    for (int c = 0; c < channels; ++c) {
      float* to = x.origin + c * x.channel + i * x.row;
      const size_t from = static_cast<size_t>(i) * columns * channels + c;
      for (int j = 0; j < columns; ++j)
        for (int lane = 0; lane < lanes; ++lane) to[j * lanes + lane] = samples[lane][from + static_cast<size_t>(j) * channels];
    }
}

}  // namespace lenet::LENET_INSTRUCTIONS

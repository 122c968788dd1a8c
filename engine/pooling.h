// AveragePooling2D and MaxPooling2D over windows that touch but do not overlap; Flatten; and samples into lanes.
#pragma once

#include "activation.h"

namespace lenet::LENET_INSTRUCTIONS {

// One column's lanes as vectors, or the single value of one lane as a vector of which only the first counts.
template <class Lanes>
inline Vec load_lanes(const float* from, Lanes lanes) {
  return lanes == 1 ? load_first(from, 1) : load(from);
}

template <class Lanes>
inline void store_lanes(float* to, Vec v, Lanes lanes) {
  lanes == 1 ? store_first(to, v, 1) : store(to, v);
}

// Calls f(x, y, rows, columns, lanes) for each vector of each window: x its first value, y its result. The usual 2x2
// windows and both numbers of lanes are compiled for themselves.
template <class F>
inline void each_window(const Pooling& k, const F& f) {
  const auto go = [&](auto rows, auto columns, auto lanes) {
    for (int c = 0; c < k.channels; ++c)
      for (int i = 0; i < k.rows; ++i) {
        float* y = k.y.origin + c * k.y.channel + i * k.y.row;
        float* x = k.x.origin + c * k.x.channel + i * rows * k.x.row;
        for (int j = 0; j < k.columns; ++j, x += columns * lanes, y += lanes)
          for (int lane = 0; lane < lanes; lane += kWidth) f(x + lane, y + lane, rows, columns, lanes);
      }
  };
  const auto go_lanes = [&](auto rows, auto columns) {
    k.lanes == 1 ? go(rows, columns, std::integral_constant<int, 1>{}) : go(rows, columns, std::integral_constant<int, kLanes>{});
  };
  constexpr std::integral_constant<int, 2> two{};
  k.pool_rows == 2 && k.pool_columns == 2 ? go_lanes(two, two) : go_lanes(k.pool_rows, k.pool_columns);
}

template <int... I>
inline Vec every_second(Vec a, Vec b, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(a, b, (2 * I)...);
}

// The 2x2 windows of a single lane, kWidth of them at a time.
inline void average_single(const Pooling& k) {
  constexpr std::make_integer_sequence<int, kWidth> each{};
  for (int c = 0; c < k.channels; ++c)
    for (int i = 0; i < k.rows; ++i)
      for (int j = 0; j < k.columns; j += kWidth) {
        const float* x = k.x.origin + c * k.x.channel + 2 * i * k.x.row + 2 * j;
        Vec pairs[2];
        for (int h = 0; h < 2; ++h) {
          const Vec two = load(x + h * kWidth) + load(x + h * kWidth + k.x.row);
          const Vec next = load(x + h * kWidth + 1) + load(x + h * kWidth + 1 + k.x.row);
          pairs[h] = two + next;
        }
        const Vec mean = broadcast(0.25f) * every_second(pairs[0], pairs[1], each);
        store(k.y.origin + c * k.y.channel + i * k.y.row + j, first(mean, k.columns - j));
      }
}

// y = sum of the window / its size
inline void average(const Pooling& k) {
  if (k.lanes == 1 && k.pool_rows == 2 && k.pool_columns == 2) return average_single(k);
  const Vec share = broadcast(1.0f / (k.pool_rows * k.pool_columns));
  each_window(k, [&](const float* x, float* y, auto rows, auto columns, auto lanes) {
    Vec total{};
    for (int u = 0; u < rows; ++u)
      for (int v = 0; v < columns; ++v) total += load_lanes(x + u * k.x.row + v * lanes, lanes);
    store_lanes(y, total * share, lanes);
  });
}

// The window's largest value; a NaN is larger than all, and stays so whatever follows it.
template <class Rows, class Columns, class Lanes>
inline Vec largest(const float* x, ptrdiff_t row, Rows rows, Columns columns, Lanes lanes) {
  Vec best = load_lanes(x, lanes);
  for (int u = 0; u < rows; ++u)
    for (int v = 0; v < columns; ++v) {
      const Vec value = load_lanes(x + u * row + v * lanes, lanes);
      best = pick((value > best) | (value != value), value, best);
    }
  return best;
}

inline void maximum(const Pooling& k) {
  each_window(k, [&](const float* x, float* y, auto rows, auto columns, auto lanes) {
    store_lanes(y, largest(x, k.x.row, rows, columns, lanes), lanes);
  });
}

inline void pool(const Pooling& k) { k.maximum ? maximum(k) : average(k); }

template <class Finish>
void average_gradient_single(const Pooling& k, Finish finish) {
  constexpr std::make_integer_sequence<int, kWidth> each{};
  for (int c = 0; c < k.channels; ++c)
    for (int i = 0; i < 2 * k.rows; ++i)
      for (int j = 0; j < k.columns; j += kWidth) {
        const Vec d = broadcast(0.25f) * load(k.y.origin + c * k.y.channel + i / 2 * k.y.row + j);
        const Vec spread[2] = {interleave_first(d, d, each), interleave_last(d, d, each)};
        float* x = k.x.origin + c * k.x.channel + i * k.x.row + 2 * j;
        for (int h = 0; h < 2; ++h, x += kWidth) {
          const int left = k.source_columns - 2 * j - h * kWidth;
          if (left > 0) store(x, first(finish(spread[h], load(x)), left));
        }
      }
}

template <class Finish>
void average_gradient(const Pooling& k, Finish finish) {
  if (k.lanes == 1 && k.pool_rows == 2 && k.pool_columns == 2) return average_gradient_single(k, finish);
  const Vec share = broadcast(1.0f / (k.pool_rows * k.pool_columns));
  each_window(k, [&](float* x, const float* y, auto rows, auto columns, auto lanes) {
    const Vec d = share * load_lanes(y, lanes);
    for (int u = 0; u < rows; ++u)
      for (int v = 0; v < columns; ++v) {
        float* at = x + u * k.x.row + v * lanes;
        store_lanes(at, finish(d, load_lanes(at, lanes)), lanes);
      }
  });
}

// All of it goes to the first of the largest.
template <class Finish>
void maximum_gradient(const Pooling& k, Finish finish) {
  each_window(k, [&](float* x, const float* y, auto rows, auto columns, auto lanes) {
    const Vec d = load_lanes(y, lanes), best = largest(x, k.x.row, rows, columns, lanes);
    IntVec open = ~IntVec{};
    for (int u = 0; u < rows; ++u)
      for (int v = 0; v < columns; ++v) {
        float* at = x + u * k.x.row + v * lanes;
        const Vec value = load_lanes(at, lanes);
        const IntVec here = (value == best) & open;
        open &= ~here;
        store_lanes(at, (Vec)(here & (IntVec)finish(d, value)), lanes);
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
        for (int lane = 0; lane < lanes; ++lane) to[j * lanes + lane] = samples[lane][from + static_cast<size_t>(j) * channels];
    }
}

}  // namespace lenet::LENET_INSTRUCTIONS

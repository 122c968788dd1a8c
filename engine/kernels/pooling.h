// Pooling over windows that touch but do not overlap: MaxPooling2D, AveragePooling2D, and Subsampling2D, a mean with a
// coefficient and a bias of its own.
#pragma once

#include "kernels/activation.h"

namespace lenet::LENET_INSTRUCTIONS {

// Calls f(x, y, rows, columns, lanes) for each vector of each window of a channel: x its first value, y its result. The
// usual 2x2 windows and both numbers of lanes are compiled for themselves.
template <class F>
inline void each_window(const Pooling& k, int channel, const F& f) {
  const auto go = [&](auto rows, auto columns, auto lanes) {
    for (int i = 0; i < k.rows; ++i) {
      float* y = k.y.origin + channel * k.y.channel + i * k.y.row;
      float* x = k.x.origin + channel * k.x.channel + i * rows * k.x.row;
      for (int j = 0; j < k.columns; ++j, x += columns * lanes, y += lanes)
        for (int lane = 0; lane < lanes; lane += kWidth) f(x + lane, y + lane, rows, columns, lanes);
    }
  };
  const auto go_lanes = [&](auto rows, auto columns) {
    k.lanes == 1 ? go(rows, columns, std::integral_constant<int, 1>{})
                 : go(rows, columns, std::integral_constant<int, kLanes>{});
  };
  constexpr std::integral_constant<int, 2> two{};
  k.pool_rows == 2 && k.pool_columns == 2 ? go_lanes(two, two) : go_lanes(k.pool_rows, k.pool_columns);
}

inline bool is_single_pair(const Pooling& k) { return k.lanes == 1 && k.pool_rows == 2 && k.pool_columns == 2; }

template <int First, int... I>
inline Vec every_second(Vec a, Vec b, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(a, b, (First + 2 * I)...);
}

// What a channel's sums are multiplied by, and what is added then.
struct Scale {
  Vec coefficient, bias;

  Scale(const Pooling& k, int channel) {
    const float share = 1.0f / (k.pool_rows * k.pool_columns);
    coefficient = broadcast(k.coefficients ? k.coefficients[channel] : k.curvature ? share * share : share);
    bias = broadcast(k.biases ? k.biases[channel] : 0);
  }
};

template <class Rows, class Columns, class Lanes>
inline Vec window_sum(const float* x, ptrdiff_t row, Rows rows, Columns columns, Lanes lanes) {
  Vec total{};
  for (int u = 0; u < rows; ++u)
    for (int v = 0; v < columns; ++v) total += load_lanes(x + u * row + v * lanes, lanes);
  return total;
}

// The sums of kWidth 2x2 windows of a single lane.
inline Vec pair_sums(const float* x, ptrdiff_t row) {
  constexpr std::make_integer_sequence<int, kWidth> each{};
  const Vec left = load(x) + load(x + row), right = load(x + kWidth) + load(x + kWidth + row);
  return every_second<0>(left, right, each) + every_second<1>(left, right, each);
}

template <class Finish>
void scaled_sums_single(const Pooling& k, int channel, Finish finish) {
  const Scale scale(k, channel);
  for (int i = 0; i < k.rows; ++i)
    for (int j = 0; j < k.columns; j += kWidth) {
      const Vec total = pair_sums(k.x.origin + channel * k.x.channel + 2 * i * k.x.row + 2 * j, k.x.row);
      const Vec value = finish(total * scale.coefficient + scale.bias, Vec{});
      store(k.y.origin + channel * k.y.channel + i * k.y.row + j, first(value, k.columns - j));
    }
}

// y = f(coefficient * sum of the window + bias)
inline void scaled_sums(const Pooling& k) {
  with_finish(k.activation, false, [&](auto finish) {
    for (int c = 0; c < k.channels; ++c) {
      if (is_single_pair(k)) {
        scaled_sums_single(k, c, finish);
        continue;
      }
      const Scale scale(k, c);
      each_window(k, c, [&](const float* x, float* y, auto rows, auto columns, auto lanes) {
        store_lanes(y, finish(window_sum(x, k.x.row, rows, columns, lanes) * scale.coefficient + scale.bias, Vec{}),
                    lanes);
      });
    }
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
  for (int c = 0; c < k.channels; ++c)
    each_window(k, c, [&](const float* x, float* y, auto rows, auto columns, auto lanes) {
      store_lanes(y, largest(x, k.x.row, rows, columns, lanes), lanes);
    });
}

inline void pool(const Pooling& k) { k.maximum ? maximum(k) : scaled_sums(k); }

// What a channel's coefficient and bias gather while its windows are passed.
struct ScaleGradient {
  Vec coefficient{}, bias{};

  void add(const Pooling& k, Vec d, Vec total) {
    coefficient += d * (k.curvature ? total * total : total);
    bias += d;
  }
  void finish(const Pooling& k, int channel) const {
    if (k.coefficient_gradient) k.coefficient_gradient[channel] += sum(coefficient);
    if (k.bias_gradient) k.bias_gradient[channel] += sum(bias);
  }
};

template <class Finish>
void scaled_sums_gradient_single(const Pooling& k, int channel, Finish finish) {
  constexpr std::make_integer_sequence<int, kWidth> each{};
  const Scale scale(k, channel);
  ScaleGradient gathered;
  for (int i = 0; i < k.rows; ++i)
    for (int j = 0; j < k.columns; j += kWidth) {
      const Vec dy = load(k.y.origin + channel * k.y.channel + i * k.y.row + j), d = scale.coefficient * dy;
      const Vec spread[2] = {interleave_first(d, d, each), interleave_last(d, d, each)};
      float* x = k.x.origin + channel * k.x.channel + 2 * i * k.x.row + 2 * j;
      if (k.coefficient_gradient) gathered.add(k, dy, pair_sums(x, k.x.row));
      for (int h = 0; h < 2; ++h, x += kWidth) {
        const int left = k.source_columns - 2 * j - h * kWidth;
        if (left <= 0) break;
        for (int u = 0; u < 2; ++u) store(x + u * k.x.row, first(finish(spread[h], load(x + u * k.x.row)), left));
      }
    }
  gathered.finish(k, channel);
}

template <class Finish>
void scaled_sums_gradient(const Pooling& k, int channel, Finish finish) {
  const Scale scale(k, channel);
  ScaleGradient gathered;
  each_window(k, channel, [&](float* x, const float* y, auto rows, auto columns, auto lanes) {
    const Vec dy = load_lanes(y, lanes), d = scale.coefficient * dy;
    if (k.coefficient_gradient) gathered.add(k, dy, window_sum(x, k.x.row, rows, columns, lanes));
    for (int u = 0; u < rows; ++u)
      for (int v = 0; v < columns; ++v) {
        float* at = x + u * k.x.row + v * lanes;
        store_lanes(at, finish(d, load_lanes(at, lanes)), lanes);
      }
  });
  gathered.finish(k, channel);
}

// All of it goes to the first of the largest.
template <class Finish>
void maximum_gradient(const Pooling& k, int channel, Finish finish) {
  each_window(k, channel, [&](float* x, const float* y, auto rows, auto columns, auto lanes) {
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
  with_finish(k.activation, true, [&](auto finish) {
    for (int c = 0; c < k.channels; ++c) {
      if (k.maximum) maximum_gradient(k, c, finish);
      else if (is_single_pair(k)) scaled_sums_gradient_single(k, c, finish);
      else scaled_sums_gradient(k, c, finish);
    }
  });
  clear_uncovered(k);
}

}  // namespace lenet::LENET_INSTRUCTIONS

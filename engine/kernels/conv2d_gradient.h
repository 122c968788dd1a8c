// Conv2D: the gradient of its weights and biases, summed over the plane.
#pragma once

#include "kernels/conv2d.h"

namespace lenet::LENET_INSTRUCTIONS {

struct GradientTile {
  int channel, kernel_row, kernel_column, out;  // of the block's first weight
  int begin, end;                               // rows of dy
};

// C channels x V kernel columns accumulate over the tile's rows; their lanes are added once at the end.
template <int C, int V>
void weight_block(const WeightGradient& k, const GradientTile& t) {
  Vec total[C][V];
  for (int a = 0; a < C; ++a)
    for (int v = 0; v < V; ++v) total[a][v] = Vec{};
  const int vectors = (k.run + kWidth - 1) / kWidth;
  for (int i = t.begin; i < t.end; ++i) {
    const float* x = k.x.origin + t.channel * k.x.channel + (i + t.kernel_row) * k.x.row + t.kernel_column * k.lanes;
    const float* dy = k.dy.origin + t.out * k.dy.channel + i * k.dy.row;
    for (int q = 0; q < vectors; ++q, x += kWidth, dy += kWidth) {
      Vec value[V];
      for (int v = 0; v < V; ++v) value[v] = load(x + v * k.lanes);
      for (int a = 0; a < C; ++a) {
        Vec d = load(dy + a * k.dy.channel);
        keep(d);
        for (int v = 0; v < V; ++v) total[a][v] += d * value[v];
      }
    }
  }
  constexpr int groups = (C * V + kWidth - 1) / kWidth;
  float added[groups * kWidth];
  for (int g = 0; g < groups; ++g) {
    Vec group[kWidth];
    for (int n = 0; n < kWidth; ++n) {
      const int which = g * kWidth + n;
      group[n] = which < C * V ? total[which % C][which / C] : Vec{};
    }
    store(added + g * kWidth, sums(group));
  }
  for (int v = 0; v < V; ++v) {
    const ptrdiff_t tap = t.kernel_row * k.kernel_columns + t.kernel_column + v;
    float* to = k.weights + (tap * k.in + t.channel) * k.out + t.out;
    for (int a = 0; a < C; ++a) to[a] += added[v * C + a];
  }
}

template <int C, int V>
void weight_columns(const WeightGradient& k, GradientTile t) {
  for (; k.kernel_columns - t.kernel_column >= V; t.kernel_column += V) weight_block<C, V>(k, t);
  if constexpr (V > 1) weight_columns<C, V - 1>(k, t);
}

template <int C>
void bias_block(const WeightGradient& k, const GradientTile& t) {
  const int vectors = (k.run + kWidth - 1) / kWidth;
  Vec total[C] = {};
  for (int i = t.begin; i < t.end; ++i)
    for (int q = 0; q < vectors; ++q)
      for (int a = 0; a < C; ++a)
        total[a] += load(k.dy.origin + (t.out + a) * k.dy.channel + i * k.dy.row + q * kWidth);
  for (int a = 0; a < C; ++a) k.bias[t.out + a] += sum(total[a]);
}

// As many rows at a time as keep C channels of dy in the first-level cache while every weight passes over them.
template <int C>
void weight_rows(const WeightGradient& k, int out) {
  constexpr int columns = kAccumulators / C < 6 ? kAccumulators / C : 6;
  constexpr int budget = 32 * 1024 / sizeof(float);
  const int fitting = budget / (C * k.run), tiles = fitting > 1 ? (k.rows + fitting - 1) / fitting : k.rows;
  const int tile = (k.rows + tiles - 1) / tiles;
  for (int begin = 0; begin < k.rows; begin += tile) {
    const int end = begin + tile < k.rows ? begin + tile : k.rows;
    if (k.bias) bias_block<C>(k, {0, 0, 0, out, begin, end});
    for (int c = 0; c < k.in; ++c)
      for (int u = 0; u < k.kernel_rows; ++u) weight_columns<C, columns>(k, {c, u, 0, out, begin, end});
  }
}

template <int C>
void weight_channels(const WeightGradient& k, int out) {
  for (; k.out - out >= C; out += C) weight_rows<C>(k, out);
  if constexpr (C > 1) weight_channels<smaller_block(C - 1)>(k, out);
}

// dy as [row][column][padded(out)]
inline void gather_channels(const WeightGradient& k) {
  for (int i = 0; i < k.rows; ++i)
    for (int j = 0; j < k.run; ++j) {
      float* to = k.scratch + (static_cast<ptrdiff_t>(i) * k.run + j) * padded(k.out);
      const float* from = k.dy.origin + i * k.dy.row + j;
      for (int o = 0; o < k.out; ++o) to[o] = from[o * k.dy.channel];
    }
}

// dweights[tap][o] of T taps and one vector of output channels: no lanes to add at the end.
template <int T>
void tap_block(const WeightGradient& k, int tap, int out) {
  Vec total[T];
  const float* x[T];
  for (int t = 0; t < T; ++t) {
    total[t] = Vec{};
    x[t] = k.x.origin + k.taps[tap + t];
  }
  const float* dy = k.scratch + out;
  for (int i = 0; i < k.rows; ++i)
    for (ptrdiff_t at = i * k.x.row, end = at + k.run; at < end; ++at, dy += padded(k.out)) {
      const Vec d = load(dy);
      for (int t = 0; t < T; ++t) total[t] += broadcast(x[t][at]) * d;
    }
  const int count = k.out - out < kWidth ? k.out - out : kWidth;
  for (int t = 0; t < T; ++t) {
    float* to = k.weights + static_cast<ptrdiff_t>(tap + t) * k.out + out;
    store_first(to, load_first(to, count) + total[t], count);
  }
}

template <int T>
void tap_blocks(const WeightGradient& k, int tap, int out) {
  for (; k.kernel_rows * k.kernel_columns * k.in - tap >= T; tap += T) tap_block<T>(k, tap, out);
  if constexpr (T > 1) tap_blocks<smaller_block(T - 1)>(k, tap, out);
}

// A single sample's small plane has too few columns to fill vectors; its output channels do.
inline void single_weight_gradient(const WeightGradient& k) {
  gather_channels(k);
  for (int out = 0; out < k.out; out += kWidth) {
    tap_blocks<8>(k, 0, out);
    if (!k.bias) continue;
    const int count = k.out - out < kWidth ? k.out - out : kWidth;
    Vec total = load_first(k.bias + out, count);
    for (int p = 0; p < k.rows * k.run; ++p) total += load(k.scratch + p * padded(k.out) + out);
    store_first(k.bias + out, total, count);
  }
}

inline void weight_gradient(const WeightGradient& k) {
  if (k.lanes == 1 && k.rows * k.run <= 2 * kWidth * kWidth && 2 * k.out >= kWidth) return single_weight_gradient(k);
  if constexpr (kAccumulators == 24) k.kernel_columns > 3 ? weight_channels<4>(k, 0) : weight_channels<8>(k, 0);
  else weight_channels<4>(k, 0);
}

}  // namespace lenet::LENET_INSTRUCTIONS

// Conv2D: the forward pass and the gradient of its input are one correlation.
#pragma once

#include "kernels/activation.h"

namespace lenet::LENET_INSTRUCTIONS {

constexpr int kChannelBlock = kAccumulators == 24 ? 8 : 6;
static_assert(kChannelBlock <= kPackedChannels);
constexpr int kMaximumPositions = 6;
constexpr int kCacheLine = 64 / sizeof(float);

constexpr int smaller_block(int block) { return block > 8 ? 8 : block > 6 ? 6 : block > 4 ? 4 : block > 2 ? 2 : 1; }

constexpr int positions_for(int channels) {
  return kAccumulators / channels < kMaximumPositions ? kAccumulators / channels : kMaximumPositions;
}

// Where a block's vectors lie: each in its row, the last of a row with `left` < kWidth values to keep.
struct Positions {
  const float* x[kMaximumPositions];
  float* y[kMaximumPositions];
  int left[kMaximumPositions];
  int begin, end;  // taps of the kernel rows that meet a source row for any of the positions
};

// Goes over a plane's vectors row by row.
struct Walk {
  const Correlation& k;
  const float* soon;
  int64_t piece;  // of what is wanted soon, in floats
  int row = 0, column = 0;

  Positions next(int count) {
    for (const float* end = soon + piece; soon < end; soon += kCacheLine) __builtin_prefetch(soon, 0, 2);
    Positions at;
    const int first = k.first_row + row;
    int last = first;
    for (int p = 0; p < count; ++p) {
      last = k.first_row + row;
      at.x[p] = k.x.origin + row * k.x.row + column;
      at.y[p] = k.y.origin + row * k.y.row + column;
      at.left[p] = k.run - column;
      column += kWidth;
      if (column >= k.run) {
        column = 0;
        ++row;
      }
    }
    at.begin = (last < 0 ? -last : 0) * k.row_taps;
    at.end = (k.source_rows - first < k.kernel_rows ? k.source_rows - first : k.kernel_rows) * k.row_taps;
    return at;
  }
};

[[gnu::noinline]] inline void finish_block(const Correlation& k, int channels, int positions, int out,
                                           const Positions& at, const float* sums) {
  with_finish(k.activation, k.derivative, [&](auto finish) {
    for (int p = 0; p < positions; ++p) {
      float* to = at.y[p] + out * k.y.channel;
      const float* from = sums + p * kWidth;
      for (int a = 0; a < channels; ++a, to += k.y.channel, from += positions * kWidth) {
        const Vec v = finish(load(from), load(to));
        store(to, at.left[p] < kWidth ? first(v, at.left[p]) : v);
      }
    }
  });
}

// The weights of a block's channels: those of the next tap lie `stride` floats on.
struct BlockWeights {
  const float* first;
  ptrdiff_t stride;
};

// Side by side, where the kernel is so large that its far lines would drive each other out of the cache.
template <int C>
BlockWeights weights_of(const Correlation& k, int out) {
  const float* from = k.weights + out;
  if (!k.packed || k.out == C) return {from, k.out};
  float* to = k.packed;
  for (int tap = 0; tap < k.kernel_rows * k.row_taps; ++tap, from += k.out, to += C)
    for (int a = 0; a < C; ++a) to[a] = from[a];
  return {k.packed, C};
}

// C output channels x P vectors stay in registers; one load of x feeds C multiply-adds, one weight feeds P.
template <int C, int P>
void correlate_block(const Correlation& k, const BlockWeights& weights, int out, const Positions& at) {
  Vec total[C][P];
  const float* x[P];
  for (int p = 0; p < P; ++p) x[p] = at.x[p];
  for (int a = 0; a < C; ++a)
    for (int p = 0; p < P; ++p) total[a][p] = k.bias ? broadcast(k.bias[out + a]) : Vec{};
  const ptrdiff_t stride = weights.stride;
  const float* weight = weights.first + at.begin * stride;
  const int32_t* const end = k.taps + at.end;
  for (const int32_t* tap = k.taps + at.begin; tap != end; ++tap, weight += stride) {
    Vec value[P];
    for (int p = 0; p < P; ++p) value[p] = load(x[p] + *tap);
    for (int a = 0; a < C; ++a) {
      const Vec w = broadcast(weight[a]);
      for (int p = 0; p < P; ++p) total[a][p] += w * value[p];
    }
  }
  float sums[C * P * kWidth];
  for (int a = 0; a < C; ++a)
    for (int p = 0; p < P; ++p) store(sums + (a * P + p) * kWidth, total[a][p]);
  finish_block(k, C, P, out, at, sums);
}

template <int C, int P>
void correlate_positions(const Correlation& k, const BlockWeights& weights, int out, int count, const Positions& at) {
  if (count == P) return correlate_block<C, P>(k, weights, out, at);
  if constexpr (P > 1) correlate_positions<C, P - 1>(k, weights, out, count, at);
}

// The plane's vectors in nearly equal blocks, so that no block is a mere remainder.
template <int C>
void correlate_plane(const Correlation& k, int out) {
  constexpr int limit = positions_for(C);
  const int vectors = (k.run + kWidth - 1) / kWidth, total = k.rows * vectors;
  const int blocks = (total + limit - 1) / limit, least = total / blocks, larger = total % blocks;
  const BlockWeights weights = weights_of<C>(k, out);
  Walk walk{k, k.soon, out == 0 ? (k.soon_floats + blocks - 1) / blocks : 0};
  for (int b = 0; b < blocks; ++b) {
    const int count = least + (b < larger);
    correlate_positions<C, limit>(k, weights, out, count, walk.next(count));
  }
}

template <int C>
void correlate_channels(const Correlation& k, int out) {
  for (; k.out - out >= C; out += C) correlate_plane<C>(k, out);
  if constexpr (C > 1) correlate_channels<smaller_block(C - 1)>(k, out);
}

inline void correlate(const Correlation& k) { correlate_channels<kChannelBlock>(k, 0); }

}  // namespace lenet::LENET_INSTRUCTIONS

// Dense, forward and back. With 16 lanes a vector holds the samples of a unit, with a single sample it holds units.
#pragma once

#include "kernels/activation.h"

namespace lenet::LENET_INSTRUCTIONS {

constexpr int kUnitBlock = kAccumulators / kLaneVectors < 16 ? kAccumulators / kLaneVectors : 16;

constexpr int smaller_units(int block) { return block > 8 ? 8 : block > 4 ? 4 : block > 2 ? 2 : 1; }

// y[o][lane] = bias[o] + sum_i weights[i][o] * x[i][lane], for C units from `out` on
template <int C>
void dense_lanes_block(const Dense& k, int out, const float* x, float* y) {
  Vec total[C][kLaneVectors];
  for (int a = 0; a < C; ++a)
    for (int l = 0; l < kLaneVectors; ++l) total[a][l] = k.bias ? broadcast(k.bias[out + a]) : Vec{};
  const float* weight = k.weights + out;
  for (int i = 0; i < k.in; ++i, weight += k.out, x += kLanes) {
    Vec value[kLaneVectors];
    for (int l = 0; l < kLaneVectors; ++l) value[l] = load(x + l * kWidth);
    for (int a = 0; a < C; ++a) {
      const Vec w = broadcast(weight[a]);
      for (int l = 0; l < kLaneVectors; ++l) total[a][l] += w * value[l];
    }
  }
  for (int a = 0; a < C; ++a)
    for (int l = 0; l < kLaneVectors; ++l) store(y + (out + a) * kLanes + l * kWidth, total[a][l]);
}

template <int C>
void dense_lanes(const Dense& k, int out, const float* x, float* y) {
  for (; k.out - out >= C; out += C) dense_lanes_block<C>(k, out, x, y);
  if constexpr (C > 1) dense_lanes<smaller_units(C - 1)>(k, out, x, y);
}

// The same for one sample: O vectors of units from `out` on; the last of them may reach past the layer's units.
template <int O>
void dense_single_block(const Dense& k, int out, const float* x, float* y) {
  Vec total[O] = {};
  for (int i = 0; i < k.in; ++i) {
    const Vec value = broadcast(x[i]);
    const float* weight = k.weights + static_cast<ptrdiff_t>(i) * k.out + out;
    for (int q = 0; q < O; ++q) total[q] += value * load(weight + q * kWidth);
  }
  for (int q = 0; q < O; ++q) {
    const int from = out + q * kWidth, count = k.out - from < kWidth ? k.out - from : kWidth;
    const Vec bias = k.bias ? load_first(k.bias + from, count) : Vec{};
    store_first(y + from, total[q] + bias, count);
  }
}

template <int O>
void dense_single(const Dense& k, int out, const float* x, float* y) {
  for (; (k.out - out + kWidth - 1) / kWidth >= O; out += O * kWidth) dense_single_block<O>(k, out, x, y);
  if constexpr (O > 1) dense_single<smaller_units(O - 1)>(k, out, x, y);
}

inline void dense(const Dense& k, const float* x, float* y) {
  k.lanes == 1 ? dense_single<8>(k, 0, x, y) : dense_lanes<kUnitBlock>(k, 0, x, y);
}

// dx[i][lane] = sum_o weights[i][o] * dy[o][lane], for C inputs from `in` on
template <int C>
void dense_gradient_block(const Dense& k, int in, const float* dy, float* dx) {
  constexpr int U = kLaneVectors == 1 ? 2 : 1;  // units at a time, so that there are sums enough to hide the latency
  Vec total[U][C][kLaneVectors];
  const float* weight[C];
  for (int a = 0; a < C; ++a) {
    weight[a] = k.weights + static_cast<ptrdiff_t>(in + a) * k.out;
    for (int u = 0; u < U; ++u)
      for (int l = 0; l < kLaneVectors; ++l) total[u][a][l] = Vec{};
  }
  int o = 0;
  for (; o + U <= k.out; o += U, dy += U * kLanes)
    for (int u = 0; u < U; ++u) {
      Vec d[kLaneVectors];
      for (int l = 0; l < kLaneVectors; ++l) d[l] = load(dy + u * kLanes + l * kWidth);
      for (int a = 0; a < C; ++a) {
        const Vec w = broadcast(weight[a][o + u]);
        for (int l = 0; l < kLaneVectors; ++l) total[u][a][l] += w * d[l];
      }
    }
  for (; o < k.out; ++o, dy += kLanes)
    for (int a = 0; a < C; ++a)
      for (int l = 0; l < kLaneVectors; ++l) total[0][a][l] += broadcast(weight[a][o]) * load(dy + l * kWidth);
  for (int a = 0; a < C; ++a)
    for (int l = 0; l < kLaneVectors; ++l) {
      if constexpr (U == 2) total[0][a][l] += total[1][a][l];
      store(dx + (in + a) * kLanes + l * kWidth, total[0][a][l]);
    }
}

template <int C>
void dense_gradient_lanes(const Dense& k, int in, const float* dy, float* dx) {
  for (; k.in - in >= C; in += C) dense_gradient_block<C>(k, in, dy, dx);
  if constexpr (C > 1) dense_gradient_lanes<smaller_units(C - 1)>(k, in, dy, dx);
}

// The same for one sample; dy ends in zeros up to padded(out), so the last vector may reach into the next row.
template <int C>
void dense_gradient_single(const Dense& k, int in, const float* dy, float* dx) {
  for (; k.in - in >= C; in += C) {
    Vec total[C] = {};
    for (int o = 0; o < k.out; o += kWidth) {
      const Vec d = load(dy + o);
      for (int a = 0; a < C; ++a) total[a] += d * load(k.weights + static_cast<ptrdiff_t>(in + a) * k.out + o);
    }
    for (int a = 0; a < C; ++a) dx[in + a] = sum(total[a]);
  }
  if constexpr (C > 1) dense_gradient_single<smaller_units(C - 1)>(k, in, dy, dx);
}

constexpr int kInputBlock = kUnitBlock < 8 ? kUnitBlock : 8;

inline void dense_input_gradient(const Dense& k, const float* dy, float* dx) {
  k.lanes == 1 ? dense_gradient_single<8>(k, 0, dy, dx) : dense_gradient_lanes<kInputBlock>(k, 0, dy, dx);
}

constexpr int kGradientUnits = kAccumulators == 24 ? 4 : 3;  // vectors of units
constexpr int kGradientInputs = kAccumulators / kGradientUnits;

// dweights[i][o] = sum over all lanes of x[i][lane] * dy[lane][o], for I inputs and O vectors of units
template <int I, int O>
void dense_weight_block(const Chunks& chunks, int out, int in, int unit, const float* x, const float* dy,
                        float* dweights) {
  Vec total[I][O];
  for (int a = 0; a < I; ++a)
    for (int q = 0; q < O; ++q) total[a][q] = Vec{};
  for (int c = 0; c < chunks.count; ++c) {
    const float* value = x + c * chunks.stride + in * chunks.lanes;
    const float* d = dy + c * chunks.stride + unit;
    for (int lane = 0; lane < chunks.lanes; ++lane, ++value, d += padded(out)) {
      Vec gradient[O];
      for (int q = 0; q < O; ++q) gradient[q] = load(d + q * kWidth);
      for (int a = 0; a < I; ++a) {
        const Vec v = broadcast(value[a * chunks.lanes]);
        for (int q = 0; q < O; ++q) total[a][q] += v * gradient[q];
      }
    }
  }
  for (int a = 0; a < I; ++a)
    for (int q = 0; q < O; ++q) {
      const int from = unit + q * kWidth;
      float* to = dweights + static_cast<ptrdiff_t>(in + a) * out + from;
      out - from < kWidth ? store_first(to, total[a][q], out - from) : store(to, total[a][q]);
    }
}

template <int I, int O>
void dense_weight_units(const Chunks& chunks, int out, int in, int unit, const float* x, const float* dy,
                        float* dweights) {
  for (; (out - unit + kWidth - 1) / kWidth >= O; unit += O * kWidth)
    dense_weight_block<I, O>(chunks, out, in, unit, x, dy, dweights);
  if constexpr (O > 1) dense_weight_units<I, O - 1>(chunks, out, in, unit, x, dy, dweights);
}

template <int I>
void dense_weight_inputs(const Chunks& chunks, int out, int in, int end, const float* x, const float* dy,
                         float* dweights) {
  for (; end - in >= I; in += I) dense_weight_units<I, kGradientUnits>(chunks, out, in, 0, x, dy, dweights);
  if constexpr (I > 1) dense_weight_inputs<smaller_units(I - 1)>(chunks, out, in, end, x, dy, dweights);
}

// A single sample's: dweights[i][o] = x[i] * dy[o]
inline void outer_product(int out, int in, const float* x, const float* dy, float* dweights) {
  for (int i = 0; i < in; ++i) {
    const Vec value = broadcast(x[i]);
    float* to = dweights + static_cast<ptrdiff_t>(i) * out;
    int o = 0;
    for (; o + kWidth <= out; o += kWidth) store(to + o, value * load(dy + o));
    if (o < out) store_first(to + o, value * load(dy + o), out - o);
  }
}

inline void dense_weight_gradient(const Chunks& chunks, int out, int in, const float* x, const float* dy,
                                  float* dweights) {
  if (chunks.count * chunks.lanes == 1) return outer_product(out, in, x, dy, dweights);
  dense_weight_inputs<kGradientInputs>(chunks, out, 0, in, x, dy, dweights);
}

// dbias[o] = sum over all lanes of dy[lane][o]
inline void dense_bias_gradient(const Chunks& chunks, int out, const float* dy, float* dbias) {
  for (int o = 0; o < out; o += kWidth) {
    Vec total{};
    for (int c = 0; c < chunks.count; ++c)
      for (int lane = 0; lane < chunks.lanes; ++lane) total += load(dy + c * chunks.stride + lane * padded(out) + o);
    store_first(dbias + o, total, out - o < kWidth ? out - o : kWidth);
  }
}

inline void transpose(int units, int lanes, const float* dy, float* rows) {
  for (int lane = 0; lane < lanes; ++lane)
    for (int o = 0; o < units; ++o) rows[lane * padded(units) + o] = dy[o * lanes + lane];
}

}  // namespace lenet::LENET_INSTRUCTIONS

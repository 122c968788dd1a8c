// A vector of floats, as wide as the instruction set has them, and the functions on it that kernels need: loads and
// stores, sums, transposition, division, square root.
#pragma once

#include <cstring>
#include <type_traits>
#include <utility>

#include "kernels/kernels.h"
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace lenet::LENET_INSTRUCTIONS {

#if defined(__AVX512F__)
constexpr int kWidth = 16;
constexpr int kAccumulators = 24;
#elif defined(__AVX__)
constexpr int kWidth = 8;
constexpr int kAccumulators = 12;
#elif defined(__aarch64__)
constexpr int kWidth = 4;
constexpr int kAccumulators = 24;
#else
constexpr int kWidth = 4;
constexpr int kAccumulators = 12;
#endif

constexpr int kLaneVectors = kLanes / kWidth;

typedef float Vec __attribute__((vector_size(kWidth * sizeof(float))));
typedef int32_t IntVec __attribute__((vector_size(kWidth * sizeof(int32_t))));

inline Vec load(const float* from) {
  Vec v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

inline void store(float* to, Vec v) { std::memcpy(to, &v, sizeof v); }

// Less zero, not plus: that leaves -0 as it is, so compilers drop it and broadcast straight from memory.
inline Vec broadcast(float value) { return value - Vec{}; }

inline Vec pick(IntVec mask, Vec yes, Vec no) { return mask ? yes : no; }

// Keeps a value that several operations use in its register: a compiler may think it cheaper to load it again for each.
inline void keep(Vec& v) {
#if defined(__x86_64__)
  asm("" : "+v"(v));
#elif defined(__aarch64__)
  asm("" : "+w"(v));
#endif
}

inline IntVec positions() {
  IntVec v;
  for (int k = 0; k < kWidth; ++k) v[k] = k;
  return v;
}

template <int... I>
inline Vec interleave_first(Vec a, Vec b, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(a, b, (I / 2 + I % 2 * kWidth)...);
}

template <int... I>
inline Vec interleave_last(Vec a, Vec b, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(a, b, (kWidth / 2 + I / 2 + I % 2 * kWidth)...);
}

// rows[i][j] <-> rows[j][i]: the perfect shuffle, as often as kWidth has bits.
inline void transpose_square(Vec (&rows)[kWidth]) {
  constexpr std::make_integer_sequence<int, kWidth> each{};
  for (int round = 1; round < kWidth; round *= 2) {
    Vec shuffled[kWidth];
    for (int k = 0; k < kWidth / 2; ++k) {
      shuffled[2 * k] = interleave_first(rows[k], rows[k + kWidth / 2], each);
      shuffled[2 * k + 1] = interleave_last(rows[k], rows[k + kWidth / 2], each);
    }
    for (int k = 0; k < kWidth; ++k) rows[k] = shuffled[k];
  }
}

// The sum of each of kWidth vectors, in their order: pairs are interleaved and added until one vector is left.
inline Vec sums(Vec (&of)[kWidth]) {
  constexpr std::make_integer_sequence<int, kWidth> each{};
  for (int half = kWidth / 2; half; half /= 2)
    for (int k = 0; k < half; ++k)
      of[k] = interleave_first(of[k], of[k + half], each) + interleave_last(of[k], of[k + half], each);
  return of[0];
}

// The first `count` values of v, and zeros.
inline Vec first(Vec v, int count) { return (Vec)((positions() < count) & (IntVec)v); }

inline Vec load_first(const float* from, int count) {
#if defined(__AVX512F__)
  return (Vec)_mm512_maskz_loadu_ps((1u << count) - 1, from);
#else
  Vec v{};
  std::memcpy(&v, from, count * sizeof(float));
  return v;
#endif
}

// Where all of a vector counts, which the type says, no mask is needed.
using Whole = std::integral_constant<int, kWidth>;

inline Vec load_first(const float* from, Whole) { return load(from); }

inline void store_first(float* to, Vec v, int count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, (1u << count) - 1, (__m512)v);
#else
  std::memcpy(to, &v, count * sizeof(float));
#endif
}

inline void store_first(float* to, Vec v, Whole) { store(to, v); }

// Halves added until one value is left: always in the same order.
inline float sum(Vec v) {
#if defined(__AVX512F__)
  return _mm512_reduce_add_ps((__m512)v);
#else
  float part[kWidth];
  store(part, v);
  for (int half = kWidth / 2; half; half /= 2)
    for (int k = 0; k < half; ++k) part[k] += part[k + half];
  return part[0];
#endif
}

// A comparison with NaN is false: both keep a NaN in v, so that it is noticed in the loss.
#if defined(__AVX512F__)
inline Vec at_least(Vec v, float bound) { return (Vec)_mm512_max_ps(_mm512_set1_ps(bound), (__m512)v); }
inline Vec at_most(Vec v, float bound) { return (Vec)_mm512_min_ps(_mm512_set1_ps(bound), (__m512)v); }
#else
inline Vec at_least(Vec v, float bound) { return broadcast(bound) > v ? broadcast(bound) : v; }
inline Vec at_most(Vec v, float bound) { return broadcast(bound) < v ? broadcast(bound) : v; }
#endif

inline Vec reciprocal(Vec v) {
#if defined(__AVX512F__)
  const Vec r = (Vec)_mm512_rcp14_ps((__m512)v);
  return r * (broadcast(2) - v * r);
#else
  return broadcast(1) / v;
#endif
}

// Of zero or more; infinity counts as the largest number there is.
inline Vec square_root(Vec v) {
#if defined(__AVX512F__)
  v = at_most(v, 3.4028234e38f);
  const Vec r =
      (Vec)_mm512_maskz_rsqrt14_ps(_mm512_cmp_ps_mask((__m512)v, _mm512_setzero_ps(), _CMP_NEQ_UQ), (__m512)v);
  const Vec root = v * r;
  return root + broadcast(0.5f) * r * (v - root * root);
#else
  for (int k = 0; k < kWidth; ++k) v[k] = __builtin_sqrtf(v[k]);
  return v;
#endif
}

// One column's lanes as vectors, or the single value of one lane as a vector of which only the first counts.
template <class Lanes>
inline Vec load_lanes(const float* from, Lanes lanes) {
  return lanes == 1 ? load_first(from, 1) : load(from);
}

template <class Lanes>
inline void store_lanes(float* to, Vec v, Lanes lanes) {
  lanes == 1 ? store_first(to, v, 1) : store(to, v);
}

}  // namespace lenet::LENET_INSTRUCTIONS

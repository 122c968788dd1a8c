// Sums over a parameter array: its squares, and what its weights add to the loss; always in the same order.
#pragma once

#include <cmath>

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

constexpr size_t kSummed = 256;  // values that are summed in float32 before they are added in float64

// The sum of term(values[k]): runs of kSummed values, each by vectors.
template <class Term>
double sum_of_terms(size_t count, const float* values, Term term) {
  double total = 0;
  for (size_t begin = 0; begin < count; begin += kSummed) {
    const size_t end = count - begin < kSummed ? count : begin + kSummed;
    Vec part{};
    size_t k = begin;
    for (; k + kWidth <= end; k += kWidth) part += term(load(values + k));
    if (const int left = static_cast<int>(end - k)) part += term(load_first(values + k, left));
    total += sum(part);
  }
  return total;
}

inline Vec absolute(Vec v) { return v < Vec{} ? -v : v; }

inline double sum_of_squares(size_t count, const float* from) {
  return sum_of_terms(count, from, [](Vec v) { return v * v; });
}

// sum_k l1 |w[k]| + l2 w[k]^2
inline double penalty(const Penalty& p, size_t count, const float* weights) {
  const Vec l1 = broadcast(p.l1), l2 = broadcast(p.l2);
  return sum_of_terms(count, weights, [=](Vec w) { return (l1 + l2 * absolute(w)) * absolute(w); });
}

// gradient[k] += l1 sign(w[k]) + 2 l2 w[k], the sign of 0 being 0, as in TensorFlow
inline void penalty_gradient(const Penalty& p, size_t count, const float* weights, float* gradient) {
  for (size_t k = 0; k < count; ++k) {
    const float w = weights[k], sign = w > 0 ? 1.0f : w < 0 ? -1.0f : 0.0f;
    gradient[k] += p.l1 * sign + 2 * p.l2 * w;
  }
}

}  // namespace lenet::LENET_INSTRUCTIONS

// tanh, exp and 2 artanh of a vector, without a library: a rational function, a polynomial and a series.
#pragma once

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

// x P(x^2) / Q(x^2), the minimax fit of degrees 3 and 4 on [-7.905, 7.905]; within 4.4e-7 of tanh everywhere.
inline Vec tanh(Vec x) {
  x = at_most(at_least(x, -7.905f), 7.905f);
  const Vec s = x * x;
  Vec p = broadcast(1.152662165e-05f) * s + broadcast(2.959998458e-03f);
  p = p * s + broadcast(1.293397828e-01f);
  p = p * s + broadcast(9.999998686e-01f);
  Vec q = broadcast(2.490861128e-07f) * s + broadcast(2.399444594e-04f);
  q = q * s + broadcast(2.385214890e-02f);
  q = q * s + broadcast(4.626720449e-01f);
  q = q * s + broadcast(1);
  return x * p * reciprocal(q);
}

// 2^n e^r with |r| <= ln 2 / 2 and a polynomial for e^r (Cephes).
inline Vec exp(Vec x) {
  x = at_most(at_least(x, -87.0f), 88.0f);
  const Vec magic = broadcast(12582912.0f);  // 1.5 x 2^23: adding it rounds to a whole number in the low bits
  const Vec shifted = x * broadcast(1.44269504088896341f) + magic;
  const Vec n = shifted - magic;
  Vec r = x - n * broadcast(0.693359375f);
  r = r - n * broadcast(-2.12194440e-4f);
  Vec p = broadcast(1.9875691500e-4f) * r + broadcast(1.3981999507e-3f);
  p = p * r + broadcast(8.3334519073e-3f);
  p = p * r + broadcast(4.1665795894e-2f);
  p = p * r + broadcast(1.6666665459e-1f);
  p = p * r + broadcast(5.0000001201e-1f);
  p = p * r * r + r + broadcast(1);
  const IntVec power = ((IntVec)shifted - (IntVec)magic + 127) << 23;
  return p * (Vec)power;
}

// 2 artanh(z) = log((1 + z) / (1 - z)) of 0 <= z <= 1/3, by its series.
inline Vec twice_artanh(Vec z) {
  const Vec s = z * z;
  Vec p = broadcast(1.0f / 15) * s + broadcast(1.0f / 13);
  for (const float term : {1.0f / 11, 1.0f / 9, 1.0f / 7, 1.0f / 5, 1.0f / 3, 1.0f}) p = p * s + broadcast(term);
  return broadcast(2) * z * p;
}

}  // namespace lenet::LENET_INSTRUCTIONS

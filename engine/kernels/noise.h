// Gaussian noise in training: added to each value, or what it is multiplied by. A hash decides it, as for a Dropout.
#pragma once

#include "kernels/dropout.h"

namespace lenet::LENET_INSTRUCTIONS {

// log u of u in (0, 1): u = 2^e m, m in [1, 2); log m = 2 artanh((m - 1) / (m + 1))
inline Vec log_of_share(Vec u) {
  const IntVec bits = (IntVec)u;
  const Vec m = (Vec)((bits & 0x007fffff) | 0x3f800000);
  const Vec e = __builtin_convertvector((bits >> 23) - 127, Vec);
  return e * broadcast(0.69314718055994531f) + twice_artanh((m - broadcast(1)) / (m + broadcast(1)));
}

// cos(2 pi t) = 1 - 2 sin(pi t)^2 of t in [-1/2, 1/2]
inline Vec cosine_of_turn(Vec t) {
  const Vec x = broadcast(3.14159265358979f) * t, s = x * x;
  Vec p = broadcast(-2.5052108e-8f) * s + broadcast(2.7557319e-6f);
  for (const float term : {-1.98412698e-4f, 8.3333333e-3f, -1.6666667e-1f, 1.0f}) p = p * s + broadcast(term);
  return broadcast(1) - broadcast(2) * (x * p) * (x * p);
}

// In (0, 1), from the upper 23 bits.
inline Vec share_of_bits(WordVec words) {
  return (__builtin_convertvector((IntVec)(words >> 9), Vec) + broadcast(0.5f)) * broadcast(1.0f / (1 << 23));
}

// Normally distributed, mean 0 and deviation 1 (Box and Muller 1958).
inline Vec normal(WordVec words) {
  const Vec radius = square_root(broadcast(-2) * log_of_share(share_of_bits(words)));
  return radius * cosine_of_turn(share_of_bits(mixed(words ^ 0x5bd1e995u)) - broadcast(0.5f));
}

// y = x + deviation n, or x (1 + deviation n)
inline void noise(const Dropped& d, const Elements& k) {
  const Vec deviation = broadcast(d.rate);
  each_place(k, [&](const float* x, float* y, float*, auto count, const auto& place) {
    const Vec n = deviation * normal(hashed(d, place)), value = load_first(x, count);
    store_first(y, d.multiplied ? value + value * n : value + n, count);
  });
}

// dE/dx = dE/dy, or dE/dy (1 + deviation n)
inline void noise_gradient(const Dropped& d, const Elements& k) {
  const Vec deviation = broadcast(d.multiplied ? d.rate : 0);
  with_finish(k.before, true, [&](auto finish) {
    each_place(k, [&](const float* x, const float* dy, float* to, auto count, const auto& place) {
      const Vec d_y = load_first(dy, count), dx = d_y + d_y * deviation * normal(hashed(d, place));
      store_first(to, finish(dx, load_first(x, count)), count);
    });
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

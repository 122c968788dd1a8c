// The most that any kernel could do: independent multiply-adds that touch no memory.
#pragma once

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

// total[k] += x * w, `repeats` times in each of several chains; returns how many multiply-adds that were.
inline double multiply_add(int64_t repeats) {
  constexpr int chains = kAccumulators / 2;
  Vec total[chains], x = broadcast(1), w = broadcast(1e-9f);
  for (int k = 0; k < chains; ++k) total[k] = broadcast(static_cast<float>(k));
  for (int64_t n = 0; n < repeats; ++n) {
    for (int k = 0; k < chains; ++k) total[k] += x * w;
#if defined(__x86_64__)
    asm volatile("" : "+x"(x), "+x"(w));
#elif defined(__aarch64__)
    asm volatile("" : "+w"(x), "+w"(w));
#endif
  }
  Vec all{};
  for (int k = 0; k < chains; ++k) all += total[k];
  volatile float used = sum(all);
  (void)used;
  return static_cast<double>(repeats) * chains * kWidth;
}

}  // namespace lenet::LENET_INSTRUCTIONS

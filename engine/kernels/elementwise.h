// Addition and squares, value by value.
#pragma once

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

// to[k] += from[k]
inline void add(size_t count, const float* from, float* to) {
  for (size_t k = 0; k < count; ++k) to[k] += from[k];
}

// to[k] = from[k]^2
inline void square(size_t count, const float* from, float* to) {
  for (size_t k = 0; k < count; ++k) to[k] = from[k] * from[k];
}

}  // namespace lenet::LENET_INSTRUCTIONS

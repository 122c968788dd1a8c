// Addition, squares, scaling and clipping, value by value.
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

// values[k] *= by
inline void scale(size_t count, float by, float* values) {
  for (size_t k = 0; k < count; ++k) values[k] *= by;
}

// values[k] = min(max(values[k], -most), most); a NaN stays one
inline void clip(size_t count, float most, float* values) {
  for (size_t k = 0; k < count; ++k) values[k] = values[k] < -most ? -most : values[k] > most ? most : values[k];
}

}  // namespace lenet::LENET_INSTRUCTIONS

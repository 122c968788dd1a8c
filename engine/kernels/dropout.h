// Dropout: values, or whole channels of a sample, are set to 0 and the rest scaled. Which ones a hash decides, so that
// the pass back finds them again and the number of threads changes nothing.
#pragma once

#include "kernels/elements.h"

namespace lenet::LENET_INSTRUCTIONS {

typedef uint32_t WordVec __attribute__((vector_size(kWidth * sizeof(uint32_t))));

// Every bit of the result depends on every bit of the words (a finaliser of MurmurHash's kind, found by H. Wang's and
// C. Wellons' search).
inline WordVec mixed(WordVec words) {
  words ^= words >> 16;
  words *= 0x7feb352du;
  words ^= words >> 15;
  words *= 0x846ca68bu;
  return words ^ (words >> 16);
}

inline WordVec numbers_of(const Dropped& d, const Elements& k, const Place& place) {
  WordVec words;
  const uint32_t first = d.whole_channels ? place.channel : place.number;
  for (int n = 0; n < kWidth; ++n) words[n] = k.lanes == 1 && !d.whole_channels ? first + n : first;
  return words;
}

inline WordVec keys_of(const Dropped& d, const Elements& k, const Place& place) {
  WordVec keys;
  if (k.lanes == 1) return WordVec{} + d.keys[0];
  std::memcpy(&keys, d.keys + place.in_row % kLanes, sizeof keys);
  return keys;
}

// y = x / (1 - rate), or 0
inline void dropout(const Dropped& d, const Elements& k) {
  const Vec scale = broadcast(1 / (1 - d.rate));
  const int32_t dropped = static_cast<int32_t>(d.rate * (1 << 24));
  each_vector(k, [&](float* x, float* y, int count, const Place& place) {
    const WordVec words = mixed(numbers_of(d, k, place) * 0x9e3779b9u + keys_of(d, k, place));
    store_first(y, pick((IntVec)(words >> 8) >= dropped, load_first(x, count) * scale, Vec{}), count);
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

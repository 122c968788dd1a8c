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

// What is kept of a vector, which its place and its samples' keys decide.
template <int Lanes>
inline IntVec kept(const Dropped& d, const Place<Lanes>& place) {
  WordVec words, keys;
  if (d.whole_channels) words = WordVec{} + static_cast<uint32_t>(place.channel);
  else if (place.neighbours) words = (WordVec)positions() + place.number;
  else words = WordVec{} + place.number;
  if (place.neighbours) keys = WordVec{} + d.keys[0];
  else std::memcpy(&keys, d.keys + place.in_row % kLanes, sizeof keys);
  return (IntVec)(mixed(words * 0x9e3779b9u + keys) >> 8) >= static_cast<int32_t>(d.rate * (1 << 24));
}

// y = x / (1 - rate), or 0
inline void dropout(const Dropped& d, const Elements& k) {
  const Vec scale = broadcast(1 / (1 - d.rate));
  each_place(k, [&](const float* x, float* y, float*, auto count, const auto& place) {
    store_first(y, pick(kept(d, place), load_first(x, count) * scale, Vec{}), count);
  });
}

// dE/dx = dE/dy / (1 - rate), or 0
inline void dropout_gradient(const Dropped& d, const Elements& k) {
  const Vec scale = broadcast(1 / (1 - d.rate));
  with_finish(k.before, true, [&](auto finish) {
    each_place(k, [&](const float* x, const float* dy, float* to, auto count, const auto& place) {
      const Vec dx = pick(kept(d, place), load_first(dy, count) * scale, Vec{});
      store_first(to, finish(dx, load_first(x, count)), count);
    });
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

// Goes over the values of a layer that takes each for itself, vector by vector.
#pragma once

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

// Where a vector lies: its channel, and its first value's place among a sample's values and in its row.
struct Place {
  int channel;
  uint32_t number;
  int in_row;
};

// Calls f(x, y, count, place) for each vector; `count` of its values count. With 16 lanes all do, and they are one
// value of as many samples; with one lane they are neighbours of one sample.
template <class F>
inline void each_vector(const Elements& k, const F& f) {
  const auto go = [&](int c, int i, int q, int count) {
    const uint32_t number = (static_cast<uint32_t>(c) * k.rows + i) * (k.run / k.lanes) + q / k.lanes;
    f(k.x.origin + c * k.x.channel + i * k.x.row + q, k.y.origin + c * k.y.channel + i * k.y.row + q, count,
      Place{c, number, q});
  };
  for (int c = 0; c < k.channels; ++c)
    for (int i = 0; i < k.rows; ++i) {
      int q = 0;
      for (; q + kWidth <= k.run; q += kWidth) go(c, i, q, kWidth);
      if (q < k.run) go(c, i, q, k.run - q);
    }
}

// Which of a vector's lanes hold samples, `used` of the chunk's; with one lane all do.
inline IntVec lanes_in_use(const Elements& k, int used, int in_row) {
  return k.lanes == 1 ? ~IntVec{} : positions() < used - in_row % kLanes;
}

}  // namespace lenet::LENET_INSTRUCTIONS

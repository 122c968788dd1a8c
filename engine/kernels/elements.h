// Goes over the values of a layer that takes each for itself, vector by vector.
#pragma once

#include "kernels/activation.h"

namespace lenet::LENET_INSTRUCTIONS {

// Where a vector lies: its channel, and its first value's place among a sample's values and in its row; and whether its
// values are neighbours of one sample, or one value of as many samples.
template <int Lanes>
struct Place {
  static constexpr bool neighbours = Lanes == 1;
  int channel;
  uint32_t number;
  int in_row;
};

// Calls f(x, y, to, count, place) for each vector; `count` of its values count, a Whole where all do.
template <class F>
inline void each_place(const Elements& k, const F& f) {
  const auto go = [&](auto lanes) {
    const int columns = k.run / lanes;
    for (int c = 0; c < k.channels; ++c)
      for (int i = 0; i < k.rows; ++i) {
        float* x = k.x.origin + c * k.x.channel + i * k.x.row;
        float* y = k.y.origin + c * k.y.channel + i * k.y.row;
        float* to = k.to.origin + c * k.to.channel + i * k.to.row;
        const uint32_t first = (static_cast<uint32_t>(c) * k.rows + i) * columns;
        const auto place = [&](int q) { return Place<decltype(lanes)::value>{c, first + q / lanes, q}; };
        int q = 0;
        for (; q + kWidth <= k.run; q += kWidth) f(x + q, y + q, to + q, Whole{}, place(q));
        if (q < k.run) f(x + q, y + q, to + q, k.run - q, place(q));
      }
  };
  k.lanes == 1 ? go(std::integral_constant<int, 1>{}) : go(std::integral_constant<int, kLanes>{});
}

// The same for functions that do not ask for the place.
template <class F>
inline void each_vector(const Elements& k, const F& f) {
  for (int c = 0; c < k.channels; ++c)
    for (int i = 0; i < k.rows; ++i) {
      float* x = k.x.origin + c * k.x.channel + i * k.x.row;
      float* y = k.y.origin + c * k.y.channel + i * k.y.row;
      float* to = k.to.origin + c * k.to.channel + i * k.to.row;
      int q = 0;
      for (; q + kWidth <= k.run; q += kWidth) f(x + q, y + q, to + q, Whole{});
      if (q < k.run) f(x + q, y + q, to + q, k.run - q);
    }
}

// Which of a vector's lanes hold samples, `used` of the chunk's; with one lane all do.
template <int Lanes>
inline IntVec lanes_in_use(const Place<Lanes>& place, int used) {
  return place.neighbours ? ~IntVec{} : positions() < used - place.in_row % kLanes;
}

}  // namespace lenet::LENET_INSTRUCTIONS

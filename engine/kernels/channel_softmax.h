// The softmax over the channels at each place of a plane, or over the features, inside a network.
#pragma once

#include "kernels/elements.h"

namespace lenet::LENET_INSTRUCTIONS {

// The largest value at a place, and the sum of all e^(x - largest).
struct Exponents {
  Vec largest, total{};

  Exponents(const Elements& k, const float* x, int count) : largest(load_first(x, count)) {
    for (int c = 1; c < k.channels; ++c) {
      const Vec v = load_first(x + c * k.x.channel, count);
      largest = pick(v <= largest, largest, v);
    }
    for (int c = 0; c < k.channels; ++c) total += exp(load_first(x + c * k.x.channel, count) - largest);
  }
  Vec share(Vec x) const { return exp(x - largest) / total; }
};

// Calls f(x, y, to, count) for each vector of the first channel.
template <class F>
inline void each_column(const Elements& k, const F& f) {
  for (int i = 0; i < k.rows; ++i)
    for (int q = 0; q < k.run; q += kWidth)
      f(k.x.origin + i * k.x.row + q, k.y.origin + i * k.y.row + q, k.to.origin + i * k.to.row + q,
        k.run - q < kWidth ? k.run - q : kWidth);
}

inline void channel_softmax(const Elements& k) {
  each_column(k, [&](const float* x, float* y, float*, int count) {
    const Exponents of(k, x, count);
    for (int c = 0; c < k.channels; ++c)
      store_first(y + c * k.y.channel, of.share(load_first(x + c * k.x.channel, count)), count);
  });
}

// dE/dx = p (dE/dy - sum over the channels of dE/dy p)
inline void channel_softmax_gradient(const Elements& k) {
  with_finish(k.before, true, [&](auto finish) {
    each_column(k, [&](const float* x, const float* dy, float* to, int count) {
      const Exponents of(k, x, count);
      Vec product{};
      for (int c = 0; c < k.channels; ++c)
        product += load_first(dy + c * k.y.channel, count) * of.share(load_first(x + c * k.x.channel, count));
      for (int c = 0; c < k.channels; ++c) {
        const Vec value = load_first(x + c * k.x.channel, count), d = load_first(dy + c * k.y.channel, count) - product;
        store_first(to + c * k.to.channel, finish(d * of.share(value), value), count);
      }
    });
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

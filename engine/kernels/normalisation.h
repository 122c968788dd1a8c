// BatchNormalization: a channel's moments over the samples, its values brought to others, and the gradient of that.
#pragma once

#include "kernels/activation.h"
#include "kernels/elements.h"

namespace lenet::LENET_INSTRUCTIONS {

// The part of `k` that is one channel.
inline Elements channel_of(const Elements& k, int c) {
  Elements one = k;
  one.channels = 1;
  one.x.origin += c * k.x.channel;
  one.y.origin += c * k.y.channel;
  one.to.origin += c * k.to.channel;
  return one;
}

inline Vec counting(IntVec mask, Vec v, int count) { return (Vec)(mask & (positions() < count) & (IntVec)v); }

inline Vec counting(IntVec mask, Vec v, Whole) { return (Vec)(mask & (IntVec)v); }

// The differences from the mean are squared in a second pass: no digits are lost where the mean is large.
inline void channel_moments(const Elements& k, int used, float* sums) {
  const float share = 1.0f / (static_cast<float>(k.rows) * (k.run / k.lanes) * (k.lanes == 1 ? 1 : used));
  for (int c = 0; c < k.channels; ++c) {
    const Elements channel = channel_of(k, c);
    Vec total{}, squares{};
    each_place(channel, [&](const float* x, const float*, float*, auto count, const auto& place) {
      total += counting(lanes_in_use(place, used), load_first(x, count), count);
    });
    const float mean = sum(total) * share;
    each_place(channel, [&](const float* x, const float*, float*, auto count, const auto& place) {
      const Vec miss = load_first(x, count) - broadcast(mean);
      squares += counting(lanes_in_use(place, used), miss * miss, count);
    });
    sums[2 * c] = mean;
    sums[2 * c + 1] = sum(squares);
  }
}

// y = f(slope x + offset)
inline void normalise(const Normalised& n, const Elements& k) {
  with_finish(n.activation, false, [&](auto finish) {
    for (int c = 0; c < k.channels; ++c) {
      const Vec slope = broadcast(n.slope[c]), offset = broadcast(n.offset[c]);
      each_vector(channel_of(k, c), [&](const float* x, float* y, float*, auto count) {
        store_first(y, finish(slope * load_first(x, count) + offset, Vec{}), count);
      });
    }
  });
}

// Lanes without a sample have no gradient.
inline void channel_products(const Normalised& n, const Elements& k, float* sums) {
  for (int c = 0; c < k.channels; ++c) {
    const Vec mean = broadcast(n.mean[c]), inverse = broadcast(n.inverse_deviation[c]);
    Vec gradient{}, product{};
    each_vector(channel_of(k, c), [&](const float* x, const float* dy, float*, auto count) {
      const Vec d = load_first(dy, count);
      gradient += d;
      product += d * ((load_first(x, count) - mean) * inverse);
    });
    sums[2 * c] = sum(gradient);
    sums[2 * c + 1] = sum(product);
  }
}

// dE/dx = slope dy, of fixed moments
template <class Finish>
void fixed_gradient(const Normalised& n, const Elements& channel, int c, Finish finish) {
  const Vec slope = broadcast(n.slope[c]);
  each_vector(channel, [&](const float* x, const float* dy, float* to, auto count) {
    store_first(to, finish(slope * load_first(dy, count), load_first(x, count)), count);
  });
}

// dE/dx = slope (dy - mean_gradient - (x - mean) inverse_deviation mean_product)
template <class Finish>
void moments_gradient(const Normalised& n, const Elements& channel, int c, Finish finish) {
  const Vec slope = broadcast(n.slope[c]), mean = broadcast(n.mean[c]), of_mean = broadcast(n.mean_gradient[c]);
  const Vec of_product = broadcast(n.inverse_deviation[c] * n.mean_product[c]);
  each_place(channel, [&](const float* x, const float* dy, float* to, auto count, const auto& place) {
    const Vec value = load_first(x, count);
    const Vec d = slope * (load_first(dy, count) - of_mean - (value - mean) * of_product);
    store_first(to, finish((Vec)(lanes_in_use(place, n.used) & (IntVec)d), value), count);
  });
}

inline void normalise_gradient(const Normalised& n, const Elements& k) {
  with_finish(k.before, true, [&](auto finish) {
    for (int c = 0; c < k.channels; ++c)
      n.mean ? moments_gradient(n, channel_of(k, c), c, finish) : fixed_gradient(n, channel_of(k, c), c, finish);
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

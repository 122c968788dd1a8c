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
  return one;
}

inline Vec counting(IntVec mask, Vec v, int count) { return (Vec)(mask & (positions() < count) & (IntVec)v); }

// The differences from the mean are squared in a second pass: no digits are lost where the mean is large.
inline void channel_moments(const Elements& k, int used, float* sums) {
  const float share = 1.0f / (static_cast<float>(k.rows) * (k.run / k.lanes) * (k.lanes == 1 ? 1 : used));
  for (int c = 0; c < k.channels; ++c) {
    const Elements channel = channel_of(k, c);
    Vec total{}, squares{};
    each_vector(channel, [&](const float* x, const float*, int count, const Place& place) {
      total += counting(lanes_in_use(k, used, place.in_row), load_first(x, count), count);
    });
    const float mean = sum(total) * share;
    each_vector(channel, [&](const float* x, const float*, int count, const Place& place) {
      const Vec miss = load_first(x, count) - broadcast(mean);
      squares += counting(lanes_in_use(k, used, place.in_row), miss * miss, count);
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
      each_vector(channel_of(k, c), [&](const float* x, float* y, int count, const Place&) {
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
    each_vector(channel_of(k, c), [&](const float* x, const float* dy, int count, const Place&) {
      const Vec d = load_first(dy, count);
      gradient += d;
      product += d * ((load_first(x, count) - mean) * inverse);
    });
    sums[2 * c] = sum(gradient);
    sums[2 * c + 1] = sum(product);
  }
}

// dE/dx = slope (dy - mean_gradient - (x - mean) inverse_deviation mean_product); of fixed moments slope dy
inline void normalise_gradient(const Normalised& n, const Elements& k) {
  for (int c = 0; c < k.channels; ++c) {
    const Vec slope = broadcast(n.slope[c]);
    const Elements channel = channel_of(k, c);
    if (!n.mean) {
      each_vector(channel, [&](const float*, float* dy, int count, const Place&) {
        store_first(dy, slope * load_first(dy, count), count);
      });
      continue;
    }
    const Vec mean = broadcast(n.mean[c]), of_mean = broadcast(n.mean_gradient[c]);
    const Vec of_product = broadcast(n.inverse_deviation[c] * n.mean_product[c]);
    each_vector(channel, [&](const float* x, float* dy, int count, const Place& place) {
      const Vec d = load_first(dy, count) - of_mean - (load_first(x, count) - mean) * of_product;
      store_first(dy, (Vec)(lanes_in_use(k, n.used, place.in_row) & (IntVec)(slope * d)), count);
    });
  }
}

}  // namespace lenet::LENET_INSTRUCTIONS

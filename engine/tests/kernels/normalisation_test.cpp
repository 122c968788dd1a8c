// BatchNormalization against loops: moments and products of the lanes in use, values and gradients.
#include <cmath>

#include "tests/kernels/elements.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

struct NormalisationCase : ElementsCase {
  Buffer slope, offset, mean, inverse, mean_gradient, mean_product, sums;
  int used;

  explicit NormalisationCase(int lanes)
      : ElementsCase(lanes),
        slope(x.channels),
        offset(x.channels),
        mean(x.channels),
        inverse(x.channels),
        mean_gradient(x.channels),
        mean_product(x.channels),
        sums(2 * x.channels),
        used(lanes == 1 ? 1 : any(1, kLanes)) {}

  Normalised with_moments(Activation activation = Activation::linear) const {
    return {slope.get(),         offset.get(),       mean.get(), inverse.get(),
            mean_gradient.get(), mean_product.get(), activation, used};
  }
  double values() const { return static_cast<double>(x.rows) * x.columns * used; }
};

bool moments_are_right(const Kernels& kernels, int lanes) {
  NormalisationCase k(lanes);
  const double far = one_of({0.0, 100.0});
  k.x.each([&](int c, int i, int j, int lane) { k.x.set(c, i, j, lane, k.x.at(c, i, j, lane) + far); });
  const Buffer wanted(2 * k.x.channels, false);
  for (int c = 0; c < k.x.channels; ++c) {
    double mean = 0, squares = 0;
    const auto each = [&](auto f) {
      k.x.each([&](int d, int i, int j, int lane) { d == c&& lane < k.used ? f(k.x.at(d, i, j, lane)) : void(); });
    };
    each([&](double value) { mean += value / k.values(); });
    each([&](double value) { squares += (value - mean) * (value - mean); });
    wanted[2 * c] = static_cast<float>(mean);
    wanted[2 * c + 1] = static_cast<float>(squares);
  }
  kernels.channel_moments(k.forward(), k.used, k.sums.get());
  return close(k.sums, wanted, 2e-4);
}

bool values_are_right(const Kernels& kernels, int lanes) {
  NormalisationCase k(lanes);
  const Activation activation = one_of(kActivations);
  Plane wanted = k.y;
  wanted.each([&](int c, int i, int j, int lane) {
    wanted.set(c, i, j, lane, activated(activation, k.slope[c] * k.x.at(c, i, j, lane) + k.offset[c]));
  });
  kernels.normalise(k.with_moments(activation), k.forward());
  return close(k.y.floats, wanted.floats, 1e-5);
}

bool products_are_right(const Kernels& kernels, int lanes) {
  NormalisationCase k(lanes);
  const Buffer wanted(2 * k.x.channels, false);
  k.y.each([&](int c, int i, int j, int lane) {
    if (lane >= k.used) k.y.set(c, i, j, lane, 0);
    const double dy = k.y.at(c, i, j, lane);
    wanted[2 * c] += static_cast<float>(dy);
    wanted[2 * c + 1] += static_cast<float>(dy * (k.x.at(c, i, j, lane) - k.mean[c]) * k.inverse[c]);
  });
  kernels.channel_products(k.with_moments(), k.forward(), k.sums.get());
  return close(k.sums, wanted, 1e-3);
}

bool gradients_are_right(const Kernels& kernels, int lanes) {
  NormalisationCase k(lanes);
  Normalised normalised = k.with_moments();
  if (any(0, 1)) normalised.mean = nullptr;  // moving moments, which do not depend on x
  const Plane wanted = k.wanted_gradient([&](int c, int i, int j, int lane) {
    const double dy = k.y.at(c, i, j, lane), x = k.x.at(c, i, j, lane);
    if (!normalised.mean) return k.slope[c] * dy;
    const double d = dy - k.mean_gradient[c] - (x - k.mean[c]) * k.inverse[c] * k.mean_product[c];
    return lane < k.used ? k.slope[c] * d : 0;
  });
  kernels.normalise_gradient(normalised, k.backward());
  return close(k.gradient().floats, wanted.floats, 1e-5);
}

}  // namespace

void test_normalisation() {
  everywhere("channel_moments", 40, moments_are_right);
  everywhere("normalise", 40, values_are_right);
  everywhere("channel_products", 40, products_are_right);
  everywhere("normalise_gradient", 60, gradients_are_right);
}

}  // namespace lenet::tests

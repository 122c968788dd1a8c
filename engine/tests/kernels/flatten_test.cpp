// Gather and Flatten: every value is where it belongs.
#include <vector>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

bool gather_and_flatten_are_right(const Kernels& kernels, int lanes) {
  Plane x(any(1, 5), any(1, 6), any(1, 9), lanes, any(0, 2), any(0, 2));
  const int values = x.channels * x.rows * x.columns;
  std::vector<Buffer> samples;
  std::vector<const float*> pointers;
  for (int lane = 0; lane < lanes; ++lane) samples.emplace_back(values);
  for (const Buffer& sample : samples) pointers.push_back(sample.get());
  kernels.gather(pointers.data(), x.channels, x.rows, x.columns, lanes, x.view());
  const Buffer features(static_cast<size_t>(values) * lanes);
  kernels.flatten(x.channels, x.rows, x.columns, lanes, x.view(), features.get());
  bool right = true;
  x.each([&](int c, int i, int j, int lane) {
    const size_t k = (static_cast<size_t>(i) * x.columns + j) * x.channels + c;
    right = right && x.at(c, i, j, lane) == samples[lane][k] && features[k * lanes + lane] == samples[lane][k];
  });
  return right;
}

bool flatten_gradient_is_right(const Kernels& kernels, int lanes) {
  Plane x(any(1, 5), any(1, 6), any(1, 9), lanes, any(0, 2), any(0, 2));
  Plane wanted = x;
  const Buffer gradient(static_cast<size_t>(x.channels) * x.rows * x.columns * lanes);
  const Activation activation = one_of(kActivations);
  wanted.each([&](int c, int i, int j, int lane) {
    const size_t k = (static_cast<size_t>(i) * x.columns + j) * x.channels + c;
    wanted.set(c, i, j, lane, gradient[k * lanes + lane] * slope(activation, x.at(c, i, j, lane)));
  });
  kernels.flatten_gradient(x.channels, x.rows, x.columns, lanes, gradient.get(), activation, x.view());
  return close(x, wanted);
}

}  // namespace

void test_flatten() {
  everywhere("gather, flatten", 30, gather_and_flatten_are_right);
  everywhere("flatten_gradient", 30, flatten_gradient_is_right);
}

}  // namespace lenet::tests

// Activations and their derivatives against the standard library.
#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

bool activations_are_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Activation activation = one_of(kActivations);
  const Buffer x(count), dy(count);
  for (int k = 0; k < count; ++k) x[k] *= one_of({1.0f, 10.0f, 200.0f});
  const Buffer wanted(x), wanted_gradient(dy);
  for (int k = 0; k < count; ++k) {
    wanted[k] = static_cast<float>(activated(activation, x[k]));
    wanted_gradient[k] = static_cast<float>(dy[k] * slope(activation, wanted[k]));
  }
  kernels.activate(activation, count, x.get());
  kernels.derive(activation, count, wanted.get(), dy.get());
  return close(x, wanted, 2e-6) && close(dy, wanted_gradient, 2e-6);
}

}  // namespace

void test_activation() { everywhere("activate, derive", 60, activations_are_right); }

}  // namespace lenet::tests

// The updates against their formulas, and the sums and squares of parameters.
#include <cmath>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

bool update_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Update u{one_of({Optimizer::sgd, Optimizer::adam, Optimizer::diagonal_lm}),
                 0.01f,
                 0.03f,
                 one_of({0.0f, 0.9f}),
                 any(0, 1) == 1,
                 0.9f,
                 0.99f,
                 1e-4f,
                 0.02f};
  const Buffer gradient(count), weights(count), first(count), second(count);
  for (int k = 0; k < count; ++k) second[k] = std::abs(second[k]);
  const Buffer w(weights), m(first), v(second);
  for (int k = 0; k < count; ++k) {
    const float g = gradient[k];
    if (u.kind == Optimizer::adam) {
      m[k] += (1 - u.beta_1) * (g - m[k]);
      v[k] += (1 - u.beta_2) * (g * g - v[k]);
      w[k] = (1 - u.decay) * w[k] - u.rate * m[k] / (std::sqrt(v[k]) + u.epsilon);
    } else if (u.kind == Optimizer::diagonal_lm) {
      w[k] = (1 - u.decay) * w[k] - u.rate / (u.mu + v[k]) * g;
    } else if (u.kind == Optimizer::sgd && u.momentum == 0) {
      w[k] = (1 - u.decay) * w[k] - u.rate * g;
    } else if (u.kind == Optimizer::sgd) {
      m[k] = u.momentum * m[k] - u.rate * g;
      w[k] = (1 - u.decay) * w[k] + (u.nesterov ? u.momentum * m[k] - u.rate * g : m[k]);
    }
  }
  kernels.update(u, count, gradient.get(), weights.get(), first.get(), second.get());
  return close(weights, w, 1e-6) && close(first, m, 1e-6) && close(second, v, 1e-6);
}

bool square_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Buffer from(count), to(count);
  kernels.square(count, from.get(), to.get());
  for (int k = 0; k < count; ++k)
    if (to[k] != from[k] * from[k]) return false;
  return true;
}

bool add_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Buffer from(count), to(count);
  const Buffer wanted(to);
  for (int k = 0; k < count; ++k) wanted[k] += from[k];
  kernels.add(count, from.get(), to.get());
  return close(to, wanted, 0);
}

}  // namespace

void test_optimizer() {
  everywhere("update", 80, update_is_right);
  everywhere("square", 20, square_is_right);
  everywhere("add", 20, add_is_right);
  for (const Kernels* kernels : available_kernels()) check(kernels->multiply_add(1000) > 1000, "multiply_add");
}

}  // namespace lenet::tests

// The updates against their formulas, and penalties, clipping, sums and squares of parameters.
#include <algorithm>
#include <cmath>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// One parameter's update in double precision: g its gradient, w its weight, m, v, a what is remembered of it.
void stepped(const Update& u, double g, float& w, float& m, float& v, float& a) {
  const double kept = (1 - u.decay) * w, mean_1 = m + (1 - u.beta_1) * (g - m),
               mean_2 = v + (1 - u.beta_2) * (g * g - v);
  const double rate = u.rate, epsilon = u.epsilon;
  double step = 0, to_m = m, to_v = v, to_a = a;
  switch (u.kind) {
    case Optimizer::adam:
      to_m = mean_1, to_v = mean_2, to_a = u.third ? std::max<double>(a, mean_2) : a;
      step = rate * to_m / (std::sqrt(u.third ? to_a : to_v) + epsilon);
      break;
    case Optimizer::nadam:
      to_m = mean_1, to_v = mean_2;
      step = (rate * to_m + u.gradient_rate * g) / (std::sqrt(to_v) + epsilon);
      break;
    case Optimizer::adamax:
      to_m = mean_1, to_v = std::max<double>(u.beta_2 * v, std::abs(g));
      step = rate * to_m / (to_v + epsilon);
      break;
    case Optimizer::rmsprop:
      to_v = mean_2, to_a = u.third ? a + (1 - u.beta_2) * (g - a) : a;
      step = to_m = u.momentum * m + rate * g / std::sqrt(to_v - (u.third ? to_a * to_a : 0) + epsilon);
      break;
    case Optimizer::adadelta:
      to_v = mean_2;
      step = g * std::sqrt(m + epsilon) / std::sqrt(to_v + epsilon);
      to_m = u.beta_2 * m + (1 - u.beta_2) * step * step;
      step *= rate;
      break;
    case Optimizer::adagrad:
      to_v = v + g * g;
      step = rate * g / std::sqrt(to_v + epsilon);
      break;
    case Optimizer::lion:
      step = u.beta_1 * m + (1 - u.beta_1) * g;
      step = step > 0 ? rate : step < 0 ? -rate : 0;
      to_m = u.beta_2 * m + (1 - u.beta_2) * g;
      break;
    case Optimizer::diagonal_lm: step = rate / (u.mu + v) * g; break;
    case Optimizer::sgd:
      to_m = u.momentum == 0 ? m : u.momentum * m - rate * g;
      step = u.momentum == 0 ? rate * g : u.nesterov ? rate * g - u.momentum * to_m : -to_m;
      break;
  }
  w = kept - step, m = to_m, v = to_v, a = to_a;
}

bool update_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Update u{one_of({Optimizer::sgd, Optimizer::rmsprop, Optimizer::adam, Optimizer::adadelta, Optimizer::adagrad,
                         Optimizer::adamax, Optimizer::nadam, Optimizer::lion, Optimizer::diagonal_lm}),
                 0.01f,
                 0.03f,
                 one_of({0.0f, 0.9f}),
                 any(0, 1) == 1,
                 0.9f,
                 0.99f,
                 1e-2f,
                 0.02f,
                 any(0, 1) == 1,
                 0.005f};
  const Buffer gradient(count), weights(count), first(count), second(count), third(count);
  for (int k = 0; k < count; ++k) second[k] = 1 + std::abs(second[k]), third[k] = 0.5f * std::abs(third[k]);
  if (u.kind == Optimizer::adadelta)
    for (int k = 0; k < count; ++k) first[k] = std::abs(first[k]);
  const Buffer w(weights), m(first), v(second), a(third);
  for (int k = 0; k < count; ++k) stepped(u, gradient[k], w[k], m[k], v[k], a[k]);
  kernels.update(u, count, gradient.get(), {weights.get(), first.get(), second.get(), third.get()});
  return close(weights, w, 1e-6) && close(first, m, 1e-6) && close(second, v, 1e-6) && close(third, a, 1e-6);
}

bool penalty_is_right(const Kernels& kernels, int) {
  const int count = any(0, 700);
  const Penalty p{one_of({0.0f, 0.3f}), one_of({0.0f, 0.2f})};
  const Buffer weights(count), gradient(count);
  if (count) weights[0] = 0;
  const Buffer wanted(gradient);
  double sum = 0, squares = 0;
  for (int k = 0; k < count; ++k) {
    const double w = weights[k];
    sum += p.l1 * std::abs(w) + p.l2 * w * w;
    squares += w * w;
    wanted[k] += p.l1 * ((w > 0) - (w < 0)) + 2 * p.l2 * w;
  }
  kernels.penalty_gradient(p, count, weights.get(), gradient.get());
  return close(gradient, wanted, 1e-6) &&
         std::abs(kernels.penalty(p, count, weights.get()) - sum) <= 1e-5 * (sum + 1) &&
         std::abs(kernels.sum_of_squares(count, weights.get()) - squares) <= 1e-5 * (squares + 1);
}

bool clip_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Buffer clipped(count), scaled(count);
  const Buffer within(clipped), halves(scaled);
  for (int k = 0; k < count; ++k) within[k] = std::clamp(within[k], -0.3f, 0.3f), halves[k] *= 0.5f;
  kernels.clip(count, 0.3f, clipped.get());
  kernels.scale(count, 0.5f, scaled.get());
  return close(clipped, within, 0) && close(scaled, halves, 0);
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
  everywhere("update", 200, update_is_right);
  everywhere("penalty", 40, penalty_is_right);
  everywhere("clip and scale", 20, clip_is_right);
  everywhere("square", 20, square_is_right);
  everywhere("add", 20, add_is_right);
  for (const Kernels* kernels : available_kernels()) check(kernels->multiply_add(1000) > 1000, "multiply_add");
}

}  // namespace lenet::tests

// SGD and Adam on flat runs of parameters, as Keras defines them; and the diagonal Levenberg-Marquardt of 1998.
#pragma once

#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

template <class Step>
void each_parameter(size_t count, const float* gradient, float* weights, float* first, float* second, Step step) {
  size_t k = 0;
  for (; k + kWidth <= count; k += kWidth) {
    Vec w = load(weights + k), m = load(first + k), v = load(second + k);
    step(load(gradient + k), w, m, v);
    store(weights + k, w);
    store(first + k, m);
    store(second + k, v);
  }
  if (const size_t left = count - k) {
    Vec w = load_first(weights + k, left), m = load_first(first + k, left), v = load_first(second + k, left);
    step(load_first(gradient + k, left), w, m, v);
    store_first(weights + k, w, left);
    store_first(first + k, m, left);
    store_first(second + k, v, left);
  }
}

// m += (1 - beta_1)(g - m), v += (1 - beta_2)(g^2 - v), w -= decay w + rate m / (sqrt(v) + epsilon)
// (Kingma & Ba 2015)
inline void adam(const Update& u, size_t count, const float* gradient, float* weights, float* first, float* second) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const Vec new_1 = broadcast(1 - u.beta_1), new_2 = broadcast(1 - u.beta_2);
  each_parameter(count, gradient, weights, first, second, [=](Vec g, Vec& w, Vec& m, Vec& v) {
    m += new_1 * (g - m);
    v += new_2 * (g * g - v);
    w -= decay * w + rate * m * reciprocal(square_root(v) + epsilon);
  });
}

// Without momentum w -= decay w + rate g. With it m = momentum m - rate g and w -= decay w - m; Nesterov's
// w -= decay w - (momentum m - rate g).
inline void sgd(const Update& u, size_t count, const float* gradient, float* weights, float* first) {
  const float look_ahead = u.nesterov ? u.momentum : 1, direct = u.nesterov ? u.rate : 0;
  if (u.momentum == 0) {
    for (size_t k = 0; k < count; ++k) weights[k] -= u.decay * weights[k] + u.rate * gradient[k];
    return;
  }
  for (size_t k = 0; k < count; ++k) {
    first[k] = u.momentum * first[k] - u.rate * gradient[k];
    weights[k] -= u.decay * weights[k] - look_ahead * first[k] + direct * gradient[k];
  }
}

// w -= decay w + rate / (mu + h) g, h the second derivative of the loss   (LeCun et al. 1998, Appendix C)
inline void diagonal_lm(const Update& u, size_t count, const float* gradient, float* weights, const float* second) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), mu = broadcast(u.mu);
  const auto step = [=](Vec g, Vec w, Vec h) { return w - (decay * w + rate * g * reciprocal(mu + h)); };
  size_t k = 0;
  for (; k + kWidth <= count; k += kWidth)
    store(weights + k, step(load(gradient + k), load(weights + k), load(second + k)));
  if (const size_t left = count - k) {
    const Vec g = load_first(gradient + k, left), w = load_first(weights + k, left), h = load_first(second + k, left);
    store_first(weights + k, step(g, w, h), left);
  }
}

inline void update(const Update& u, size_t count, const float* gradient, float* weights, float* first, float* second) {
  if (u.kind == Optimizer::adam) adam(u, count, gradient, weights, first, second);
  if (u.kind == Optimizer::sgd) sgd(u, count, gradient, weights, first);
  if (u.kind == Optimizer::diagonal_lm) diagonal_lm(u, count, gradient, weights, second);
}

}  // namespace lenet::LENET_INSTRUCTIONS

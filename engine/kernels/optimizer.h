// Keras's optimizers on flat runs of parameters, as Keras defines them; and the diagonal Levenberg-Marquardt of 1998.
//
// In the formulas g is the gradient, w the weight, m the first, v the second and a the third value remembered of it.
// Each also has w -= decay w.
#pragma once

#include "kernels/penalty.h"
#include "kernels/vector.h"

namespace lenet::LENET_INSTRUCTIONS {

// step(g, values...) for every parameter; what it leaves in the values is stored.
template <class Step, class... Runs>
void each_parameter(size_t count, const float* gradient, Step step, Runs*... runs) {
  size_t k = 0;
  const auto whole = [&](auto... values) {
    step(load(gradient + k), values...);
    (store(runs + k, values), ...);
  };
  for (; k + kWidth <= count; k += kWidth) whole(load(runs + k)...);
  if (const int left = static_cast<int>(count - k)) {
    const auto part = [&](auto... values) {
      step(load_first(gradient + k, left), values...);
      (store_first(runs + k, values, left), ...);
    };
    part(load_first(runs + k, left)...);
  }
}

inline Vec larger(Vec a, Vec b) { return a > b ? a : b; }

// m += (1 - beta_1)(g - m), v += (1 - beta_2)(g^2 - v), w -= rate m / (sqrt(v) + epsilon)   (Kingma & Ba 2015)
inline void adam(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const Vec new_1 = broadcast(1 - u.beta_1), new_2 = broadcast(1 - u.beta_2);
  const auto step = [=](Vec g, Vec& w, Vec& m, Vec& v) {
    m += new_1 * (g - m);
    v += new_2 * (g * g - v);
    w -= decay * w + rate * m * reciprocal(square_root(v) + epsilon);
  };
  each_parameter(count, gradient, step, to.weights, to.first, to.second);
}

// As Adam, but w -= rate m / (sqrt(a) + epsilon) with a the largest v so far   (Reddi et al. 2018)
inline void amsgrad(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const Vec new_1 = broadcast(1 - u.beta_1), new_2 = broadcast(1 - u.beta_2);
  const auto step = [=](Vec g, Vec& w, Vec& m, Vec& v, Vec& a) {
    m += new_1 * (g - m);
    v += new_2 * (g * g - v);
    a = larger(a, v);
    w -= decay * w + rate * m * reciprocal(square_root(a) + epsilon);
  };
  each_parameter(count, gradient, step, to.weights, to.first, to.second, to.third);
}

// As Adam, with w -= (rate m + gradient_rate g) / (sqrt(v) + epsilon)   (Dozat 2016)
inline void nadam(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const Vec new_1 = broadcast(1 - u.beta_1), new_2 = broadcast(1 - u.beta_2), direct = broadcast(u.gradient_rate);
  const auto step = [=](Vec g, Vec& w, Vec& m, Vec& v) {
    m += new_1 * (g - m);
    v += new_2 * (g * g - v);
    w -= decay * w + (rate * m + direct * g) * reciprocal(square_root(v) + epsilon);
  };
  each_parameter(count, gradient, step, to.weights, to.first, to.second);
}

// m += (1 - beta_1)(g - m), v = max(beta_2 v, |g|), w -= rate m / (v + epsilon)   (Kingma & Ba 2015, section 7.1)
inline void adamax(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const Vec new_1 = broadcast(1 - u.beta_1), kept = broadcast(u.beta_2);
  const auto step = [=](Vec g, Vec& w, Vec& m, Vec& v) {
    m += new_1 * (g - m);
    v = larger(kept * v, absolute(g));
    w -= decay * w + rate * m * reciprocal(v + epsilon);
  };
  each_parameter(count, gradient, step, to.weights, to.first, to.second);
}

// v = rho v + (1 - rho) g^2, s = rate g / sqrt(v - a^2 + epsilon); with momentum m = momentum m + s, w -= m, else
// w -= s. Centered: a = rho a + (1 - rho) g, else a = 0.   (Hinton 2012, lecture 6)
inline void rmsprop(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const Vec rho = broadcast(u.beta_2), fresh = broadcast(1 - u.beta_2), momentum = broadcast(u.momentum);
  const auto mean = [=](Vec g, Vec old) { return rho * old + fresh * g; };
  const auto scaled = [=](Vec g, Vec spread) { return rate * g * reciprocal(square_root(spread + epsilon)); };
  if (u.third) {
    const auto step = [=](Vec g, Vec& w, Vec& m, Vec& v, Vec& a) {
      v = mean(g * g, v);
      a = mean(g, a);
      m = momentum * m + scaled(g, v - a * a);
      w -= decay * w + m;
    };
    return each_parameter(count, gradient, step, to.weights, to.first, to.second, to.third);
  }
  const auto step = [=](Vec g, Vec& w, Vec& m, Vec& v) {
    v = mean(g * g, v);
    m = momentum * m + scaled(g, v);
    w -= decay * w + m;
  };
  each_parameter(count, gradient, step, to.weights, to.first, to.second);
}

// v = rho v + (1 - rho) g^2, d = g sqrt(m + epsilon) / sqrt(v + epsilon), m = rho m + (1 - rho) d^2, w -= rate d
// (Zeiler 2012)
inline void adadelta(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const Vec rho = broadcast(u.beta_2), fresh = broadcast(1 - u.beta_2);
  const auto step = [=](Vec g, Vec& w, Vec& m, Vec& v) {
    v = rho * v + fresh * g * g;
    const Vec d = g * square_root(m + epsilon) * reciprocal(square_root(v + epsilon));
    m = rho * m + fresh * d * d;
    w -= decay * w + rate * d;
  };
  each_parameter(count, gradient, step, to.weights, to.first, to.second);
}

// v += g^2, w -= rate g / sqrt(v + epsilon)   (Duchi et al. 2011)
inline void adagrad(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), epsilon = broadcast(u.epsilon);
  const auto step = [=](Vec g, Vec& w, Vec& v) {
    v += g * g;
    w -= decay * w + rate * g * reciprocal(square_root(v + epsilon));
  };
  each_parameter(count, gradient, step, to.weights, to.second);
}

// w -= rate sign(beta_1 m + (1 - beta_1) g), m = beta_2 m + (1 - beta_2) g   (Chen et al. 2023)
inline void lion(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), none{};
  const Vec old_1 = broadcast(u.beta_1), new_1 = broadcast(1 - u.beta_1);
  const Vec old_2 = broadcast(u.beta_2), new_2 = broadcast(1 - u.beta_2);
  const auto step = [=](Vec g, Vec& w, Vec& m) {
    const Vec way = old_1 * m + new_1 * g;
    w -= decay * w + pick(way > none, rate, pick(way < none, -rate, none * way));
    m = old_2 * m + new_2 * g;
  };
  each_parameter(count, gradient, step, to.weights, to.first);
}

// Without momentum w -= rate g. With it m = momentum m - rate g and w += m; Nesterov's w += momentum m - rate g.
inline void sgd(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const float look_ahead = u.nesterov ? u.momentum : 1, direct = u.nesterov ? u.rate : 0;
  float *weights = to.weights, *first = to.first;
  if (u.momentum == 0) {
    for (size_t k = 0; k < count; ++k) weights[k] -= u.decay * weights[k] + u.rate * gradient[k];
    return;
  }
  for (size_t k = 0; k < count; ++k) {
    first[k] = u.momentum * first[k] - u.rate * gradient[k];
    weights[k] -= u.decay * weights[k] - look_ahead * first[k] + direct * gradient[k];
  }
}

// w -= rate / (mu + h) g, h the second derivative of the loss   (LeCun et al. 1998, Appendix C)
inline void diagonal_lm(const Update& u, size_t count, const float* gradient, const Updated& to) {
  const Vec decay = broadcast(u.decay), rate = broadcast(u.rate), mu = broadcast(u.mu);
  const auto step = [=](Vec g, Vec w, Vec h) { return w - (decay * w + rate * g * reciprocal(mu + h)); };
  float* weights = to.weights;
  const float* second = to.second;
  size_t k = 0;
  for (; k + kWidth <= count; k += kWidth)
    store(weights + k, step(load(gradient + k), load(weights + k), load(second + k)));
  if (const int left = static_cast<int>(count - k)) {
    const Vec g = load_first(gradient + k, left), w = load_first(weights + k, left), h = load_first(second + k, left);
    store_first(weights + k, step(g, w, h), left);
  }
}

inline void update(const Update& u, size_t count, const float* gradient, const Updated& to) {
  switch (u.kind) {
    case Optimizer::sgd: return sgd(u, count, gradient, to);
    case Optimizer::rmsprop: return rmsprop(u, count, gradient, to);
    case Optimizer::adam: return u.third ? amsgrad(u, count, gradient, to) : adam(u, count, gradient, to);
    case Optimizer::adadelta: return adadelta(u, count, gradient, to);
    case Optimizer::adagrad: return adagrad(u, count, gradient, to);
    case Optimizer::adamax: return adamax(u, count, gradient, to);
    case Optimizer::nadam: return nadam(u, count, gradient, to);
    case Optimizer::lion: return lion(u, count, gradient, to);
    case Optimizer::diagonal_lm: return diagonal_lm(u, count, gradient, to);
  }
}

}  // namespace lenet::LENET_INSTRUCTIONS

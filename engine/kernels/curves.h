// Activation layers: a function of each value, and its derivative from the value it was given.
#pragma once

#include "kernels/activation.h"
#include "kernels/elements.h"

namespace lenet::LENET_INSTRUCTIONS {

inline Vec magnitude(Vec x) { return (Vec)((IntVec)x & 0x7fffffff); }

inline Vec within(Vec x, float low, float high) { return at_most(at_least(x, low), high); }

// 1 / (1 + e^-x), with a small relative error far below 0 too, where `sigmoid` has a small absolute one.
inline Vec logistic(Vec x) { return broadcast(1) / (broadcast(1) + exp(-x)); }

// log(1 + e^x) = max(x, 0) + log(1 + u), u = e^-|x|; log(1 + u) = 2 artanh(u / (2 + u))
inline Vec softplus(Vec x) {
  const Vec u = exp(-magnitude(x));
  return at_least(x, 0) + twice_artanh(u / (broadcast(2) + u));
}

// Of a normal distribution, within 1e-7 (Abramowitz and Stegun 7.1.26).
inline Vec normal_share_below(Vec x) {
  const Vec a = magnitude(x) * broadcast(0.70710678118654752f),
            t = broadcast(1) / (broadcast(1) + broadcast(0.3275911f) * a);
  Vec p = broadcast(1.061405429f) * t - broadcast(1.453152027f);
  for (const float term : {1.421413741f, -0.284496736f, 0.254829592f}) p = p * t + broadcast(term);
  const Vec tail = broadcast(0.5f) * p * t * exp(-a * a);
  return pick(x > broadcast(0), broadcast(1) - tail, tail);
}

inline Vec normal_density(Vec x) { return broadcast(0.3989422804014327f) * exp(broadcast(-0.5f) * x * x); }

inline Vec gelu_inner(Vec x) { return broadcast(0.7978845608f) * (x + broadcast(0.044715f) * x * x * x); }

// Calls each(f, d), d(x) the derivative of f at x; where they bend or jump the derivative is that of one side.
template <class Each>
inline void with_curve(const Curve& curve, const Each& each) {
  const Vec a = broadcast(curve.a), b = broadcast(curve.b), c = broadcast(curve.c), zero{}, one = broadcast(1);
  switch (curve.kind) {
    case Curve::linear: return each([](Vec x) { return x; }, [=](Vec) { return one; });
    case Curve::affine: return each([=](Vec x) { return a * x + b; }, [=](Vec) { return a; });
    case Curve::relu:
      return each([=](Vec x) { return pick(x >= b, b, pick(x >= c, x, a * (x - c))); },
                  [=](Vec x) { return pick(x >= b, zero, pick(x > c, one, a)); });
    case Curve::elu:
      return each([=](Vec x) { return pick(x > zero, x, a * (exp(x) - one)); },
                  [=](Vec x) { return pick(x > zero, one, a * exp(x)); });
    case Curve::celu:
      return each([=](Vec x) { return pick(x > zero, x, a * (exp(x / a) - one)); },
                  [=](Vec x) { return pick(x > zero, one, exp(x / a)); });
    case Curve::selu: {
      const Vec scale = broadcast(1.0507009873554805f), height = broadcast(1.7580993408473766f);
      return each([=](Vec x) { return pick(x > zero, scale * x, height * (exp(x) - one)); },
                  [=](Vec x) { return pick(x > zero, scale, height * exp(x)); });
    }
    case Curve::exponential: return each([](Vec x) { return exp(x); }, [](Vec x) { return exp(x); });
    case Curve::sigmoid:
      return each([](Vec x) { return sigmoid(x); },
                  [=](Vec x) {
                    const Vec y = sigmoid(x);
                    return y * (one - y);
                  });
    case Curve::log_sigmoid: return each([](Vec x) { return -softplus(-x); }, [](Vec x) { return sigmoid(-x); });
    case Curve::hard_sigmoid:
      return each([=](Vec x) { return within(x + broadcast(3), 0, 6) / broadcast(6); },
                  [=](Vec x) { return pick(magnitude(x) < broadcast(3), broadcast(1.0f / 6), zero); });
    case Curve::sparse_sigmoid:
      return each([=](Vec x) { return broadcast(0.5f) * within(x + one, 0, 2); },
                  [=](Vec x) { return pick(magnitude(x) < one, broadcast(0.5f), zero); });
    case Curve::tanh: return each([](Vec x) { return tanh(x); }, [=](Vec x) { return one - tanh(x) * tanh(x); });
    case Curve::scaled_tanh:
      return each([](Vec x) { return scaled_tanh(x); }, [](Vec x) { return scaled_tanh_derivative(scaled_tanh(x)); });
    case Curve::hard_tanh:
      return each([](Vec x) { return within(x, -1, 1); }, [=](Vec x) { return pick(magnitude(x) <= one, one, zero); });
    case Curve::tanh_shrink: return each([](Vec x) { return x - tanh(x); }, [](Vec x) { return tanh(x) * tanh(x); });
    case Curve::soft_shrink:
      return each([=](Vec x) { return pick(x > a, x - a, pick(x < -a, x + a, zero)); },
                  [=](Vec x) { return pick(magnitude(x) > a, one, zero); });
    case Curve::hard_shrink:
      return each([=](Vec x) { return pick(magnitude(x) > a, x, zero); },
                  [=](Vec x) { return pick(magnitude(x) > a, one, zero); });
    case Curve::threshold:
      return each([=](Vec x) { return pick(x > a, x, b); }, [=](Vec x) { return pick(x > a, one, zero); });
    case Curve::softplus: return each([](Vec x) { return softplus(x); }, [](Vec x) { return sigmoid(x); });
    case Curve::softsign:
      return each([=](Vec x) { return x / (one + magnitude(x)); },
                  [=](Vec x) { return one / ((one + magnitude(x)) * (one + magnitude(x))); });
    case Curve::squareplus:
      return each([=](Vec x) { return broadcast(0.5f) * (x + square_root(x * x + a)); },
                  [=](Vec x) { return broadcast(0.5f) * (one + x / square_root(x * x + a)); });
    case Curve::sparse_plus:
      return each(
          [=](Vec x) {
            const Vec t = within(x + one, 0, 2);
            return pick(x >= one, x, broadcast(0.25f) * t * t);
          },
          [](Vec x) { return broadcast(0.5f) * within(x + broadcast(1), 0, 2); });
    case Curve::silu:
      return each([](Vec x) { return x * logistic(x); },
                  [=](Vec x) {
                    const Vec y = logistic(x);
                    return y * (one + x * (one - y));
                  });
    case Curve::hard_silu:
      return each([=](Vec x) { return x * within(x + broadcast(3), 0, 6) / broadcast(6); },
                  [=](Vec x) {
                    const Vec rising = (broadcast(2) * x + broadcast(3)) / broadcast(6);
                    return pick(x <= broadcast(-3), zero, pick(x >= broadcast(3), one, rising));
                  });
    case Curve::gelu:
      return each([](Vec x) { return x * normal_share_below(x); },
                  [](Vec x) { return normal_share_below(x) + x * normal_density(x); });
    case Curve::gelu_tanh:
      return each([=](Vec x) { return broadcast(0.5f) * x * (one + tanh(gelu_inner(x))); },
                  [=](Vec x) {
                    const Vec y = tanh(gelu_inner(x));
                    const Vec inner = broadcast(0.7978845608f) * (one + broadcast(3 * 0.044715f) * x * x);
                    return broadcast(0.5f) * (one + y + x * (one - y * y) * inner);
                  });
    case Curve::mish:
      return each([](Vec x) { return x * tanh(softplus(x)); },
                  [=](Vec x) {
                    const Vec y = tanh(softplus(x));
                    return y + x * (one - y * y) * sigmoid(x);
                  });
  }
}

// y = f(x)
inline void curve(const Curve& curve, const Elements& k) {
  with_curve(curve, [&](auto f, auto) {
    each_vector(k, [&](float* x, float* y, float*, auto count) { store_first(y, f(load_first(x, count)), count); });
  });
}

// dE/dx = dE/dy f'(x); where the activation before is not linear, x is needed a second time.
inline void curve_gradient(const Curve& curve, const Elements& k) {
  Elements first = k;
  if (k.before != Activation::linear) first.to = k.y;
  with_curve(curve, [&](auto, auto derivative) {
    each_vector(first, [&](const float* x, const float* dy, float* to, auto count) {
      store_first(to, load_first(dy, count) * derivative(load_first(x, count)), count);
    });
  });
  if (k.before == Activation::linear) return;
  with_finish(k.before, true, [&](auto finish) {
    each_vector(k, [&](const float* x, const float* dx, float* to, auto count) {
      store_first(to, finish(load_first(dx, count), load_first(x, count)), count);
    });
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

// Activations and their derivatives, the latter from the activation's own value.
#pragma once

#include "kernels/exp_tanh.h"

namespace lenet::LENET_INSTRUCTIONS {

inline Vec relu(Vec x) { return at_least(x, 0); }

inline Vec sigmoid(Vec x) { return broadcast(0.5f) * tanh(broadcast(0.5f) * x) + broadcast(0.5f); }

// A tanh(S x), the paper's squashing function: f(1) = 1, f(-1) = -1 (Appendix A).
constexpr float kSquashHeight = 1.7159f, kSquashSlope = 2.0f / 3;

inline Vec scaled_tanh(Vec x) { return broadcast(kSquashHeight) * tanh(broadcast(kSquashSlope) * x); }

inline Vec scaled_tanh_derivative(Vec y) {
  return broadcast(kSquashHeight * kSquashSlope) - broadcast(kSquashSlope / kSquashHeight) * y * y;
}

// Calls `each(f)` with f(sum, old) = the value to store, chosen once and not once a value.
template <class Each>
inline void with_finish(Activation activation, bool derivative, const Each& each) {
  switch (activation) {
    case Activation::tanh:
      return derivative ? each([](Vec d, Vec y) { return d * (broadcast(1) - y * y); })
                        : each([](Vec x, Vec) { return tanh(x); });
    case Activation::scaled_tanh:
      return derivative ? each([](Vec d, Vec y) { return d * scaled_tanh_derivative(y); })
                        : each([](Vec x, Vec) { return scaled_tanh(x); });
    case Activation::sigmoid:
      return derivative ? each([](Vec d, Vec y) { return d * y * (broadcast(1) - y); })
                        : each([](Vec x, Vec) { return sigmoid(x); });
    case Activation::relu:
      return derivative ? each([](Vec d, Vec y) { return pick(y > broadcast(0), d, Vec{}); })
                        : each([](Vec x, Vec) { return relu(x); });
    case Activation::linear:
    case Activation::softmax:  // needs all units of a sample: see softmax.h
      return each([](Vec x, Vec) { return x; });
  }
}

inline void activate(Activation activation, size_t count, float* y) {
  if (activation == Activation::linear || activation == Activation::softmax) return;
  with_finish(activation, false, [=](auto finish) {
    size_t k = 0;
    for (; k + kWidth <= count; k += kWidth) store(y + k, finish(load(y + k), Vec{}));
    if (k < count) store_first(y + k, finish(load_first(y + k, count - k), Vec{}), count - k);
  });
}

inline void derive(Activation activation, size_t count, const float* y, float* dy) {
  if (activation == Activation::linear) return;
  with_finish(activation, true, [=](auto finish) {
    size_t k = 0;
    for (; k + kWidth <= count; k += kWidth) store(dy + k, finish(load(dy + k), load(y + k)));
    if (k < count) store_first(dy + k, finish(load_first(dy + k, count - k), load_first(y + k, count - k)), count - k);
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS

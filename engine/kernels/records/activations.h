// The functions that are applied to values: those inside a layer, and those of an Activation layer.
#pragma once

namespace lenet {

enum class Activation { linear, relu, sigmoid, tanh, scaled_tanh, softmax };

// Functions that an Activation layer applies; `a` and `b` are their numbers, where they have any.
struct Curve {
  enum Kind {
    linear,
    affine,          // a x + b
    relu,            // a (x - c) below c, at most b (Keras's negative_slope, max_value and threshold)
    elu,             // a (e^x - 1) below 0
    celu,            // a (e^(x / a) - 1) below 0
    selu,            // 1.0507 elu(x), a 1.6733
    exponential,     // e^x
    sigmoid,         // 1 / (1 + e^-x)
    log_sigmoid,     // log sigmoid(x)
    hard_sigmoid,    // x / 6 + 1/2 within 0 and 1
    sparse_sigmoid,  // (x + 1) / 2 within 0 and 1
    tanh,            //
    scaled_tanh,     // 1.7159 tanh(2/3 x)
    hard_tanh,       // x within -1 and 1
    tanh_shrink,     // x - tanh(x)
    soft_shrink,     // x nearer to 0 by a, 0 within a of it
    hard_shrink,     // x, 0 within a of 0
    threshold,       // x, b unless x > a
    softplus,        // log(1 + e^x)
    softsign,        // x / (1 + |x|)
    squareplus,      // (x + sqrt(x^2 + a)) / 2
    sparse_plus,     // 0 below -1, x from 1 on, (x + 1)^2 / 4 between
    silu,            // x sigmoid(x)
    hard_silu,       // x hard_sigmoid(x)
    gelu,            // x Phi(x), Phi that of a normal distribution
    gelu_tanh,       // its approximation, x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
    mish             // x tanh(softplus(x))
  };
  Kind kind = linear;
  float a = 0, b = 0, c = 0;
};

}  // namespace lenet

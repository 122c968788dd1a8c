// The optimizers' updates, and what a weight itself adds to the loss.
#pragma once

namespace lenet {

enum class Optimizer { sgd, rmsprop, adam, adadelta, adagrad, adamax, nadam, lion, diagonal_lm };

struct Update {
  Optimizer kind;
  float rate;   // Adam, Adamax and Nadam: with the bias corrections in it
  float decay;  // decoupled weight decay: learning rate * weight decay
  float momentum;
  bool nesterov;
  float beta_1, beta_2, epsilon;  // RMSprop and Adadelta: beta_2 is rho; Nadam: epsilon with the bias correction in it
  float mu;                       // diagonal_lm: what is added to the second derivative
  bool third = false;             // Adam: amsgrad; RMSprop: centered
  float gradient_rate = 0;        // Nadam: of the gradient itself
};

// What an update changes, from the same parameter on: the weights, and what the optimizer remembers of each.
struct Updated {
  float *weights, *first, *second, *third;
};

// What each weight of a parameter array adds to the loss: l1 |w| + l2 w^2
struct Penalty {
  float l1 = 0, l2 = 0;
};

}  // namespace lenet

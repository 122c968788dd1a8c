// Losses that are a sum or a mean over the units: of one unit, the loss and its slope.
//
// Keras's formulas (keras/src/losses/losses.py, keras/src/backend/jax/nn.py). Where a clip or a maximum is just met,
// the slope is half of either side's, as JAX's.
#pragma once

#include <cmath>

#include "kernels/kernels.h"

namespace lenet::LENET_INSTRUCTIONS {

constexpr double kLeastProbability = 1e-7f, kMostProbability = 1 - 1.1920929e-7f;  // Keras's epsilon, in float32

// A loss at y, and its derivative there.
struct Slope {
  double loss, slope;
};

// 1 above zero, 0 below, 1/2 between: the slope of max(x, 0)
inline double step(double x) { return x > 0 ? 1 : x == 0 ? 0.5 : std::isnan(x) ? x : 0; }

inline double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }

// A value between two bounds, and the slope of being kept there. Not a number stays not a number.
inline Slope clipped(double y, double least, double most) {
  return {y < least ? least : y > most ? most : y, step(y - least) * step(most - y)};
}

inline double keep_sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

inline Slope squared_logarithms(double t, double y) {
  const Slope least = {y < kLeastProbability ? kLeastProbability : y, step(y - kLeastProbability)};
  const double wanted = std::log((t < kLeastProbability ? kLeastProbability : t) + 1);
  const double miss = std::log(least.loss + 1) - wanted;
  return {miss * miss, 2 * miss / (least.loss + 1) * least.slope};
}

inline Slope huber(double delta, double miss) {
  const double size = std::abs(miss);
  if (size <= delta) return {0.5 * miss * miss, miss};
  return {delta * size - 0.5 * delta * delta, delta * keep_sign(miss)};
}

// x + log(1 + exp(-2 x)) - log 2, written so that neither side overflows
inline Slope log_cosh(double x) {
  const double size = std::abs(x);
  return {size + std::log1p(std::exp(-2 * size)) - std::log(2.0), std::tanh(x)};
}

inline Slope binary_crossentropy(double t, double y) {
  const Slope p = clipped(y, kLeastProbability, kMostProbability);
  return {-(t * std::log(p.loss) + (1 - t) * std::log(1 - p.loss)), p.slope * ((1 - t) / (1 - p.loss) - t / p.loss)};
}

// -t log sigmoid(y) - (1 - t) log sigmoid(-y)
inline Slope binary_crossentropy_of_logits(double t, double y) {
  return {(y > 0 ? y : 0) - y * t + std::log1p(std::exp(-std::abs(y))), sigmoid_of(y) - t};
}

// (1 - p_t)^gamma times the cross-entropy, p_t the probability that is given to the truth (Lin et al. 2017)
inline Slope binary_focal(const Objective& objective, double t, double y) {
  const double p = objective.from_logits ? sigmoid_of(y) : y;
  const Slope entropy = binary_crossentropy(t, p);
  const double miss = 1 - (t * p + (1 - t) * (1 - p)), gamma = objective.gamma;
  const double focus = std::pow(miss, gamma), slope = gamma == 0 ? 0 : gamma * std::pow(miss, gamma - 1) * (1 - 2 * t);
  const double balance = objective.alpha < 0 ? 1 : t * objective.alpha + (1 - t) * (1 - objective.alpha);
  const double of_logit = objective.from_logits ? p * (1 - p) : 1;
  return {balance * focus * entropy.loss, balance * (slope * entropy.loss + focus * entropy.slope) * of_logit};
}

// t log(t / y), both between epsilon and 1
inline Slope divergence(double t, double y) {
  const double wanted = clipped(t, kLeastProbability, 1).loss;
  const Slope p = clipped(y, kLeastProbability, 1);
  return {wanted * std::log(wanted / p.loss), -wanted / p.loss * p.slope};
}

inline Slope hinge(double t, double y, bool squared) {
  const double miss = 1 - t * y, kept = miss < 0 ? 0 : miss;
  return squared ? Slope{kept * kept, -2 * kept * t} : Slope{kept, -t * step(miss)};
}

inline Slope percentage(double t, double y) {
  const double size = std::abs(t) < kLeastProbability ? kLeastProbability : std::abs(t);
  return {100 * std::abs((t - y) / size), 100 * keep_sign(y - t) / size};
}

// Of one unit, before the mean over the units.
inline Slope unit_loss(const Objective& objective, double t, double y) {
  switch (objective.loss) {
    case Loss::binary_crossentropy:
      return objective.from_logits ? binary_crossentropy_of_logits(t, y) : binary_crossentropy(t, y);
    case Loss::binary_focal_crossentropy: return binary_focal(objective, t, y);
    case Loss::mean_absolute_error: return {std::abs(y - t), keep_sign(y - t)};
    case Loss::mean_absolute_percentage_error: return percentage(t, y);
    case Loss::mean_squared_logarithmic_error: return squared_logarithms(t, y);
    case Loss::huber: return huber(objective.delta, y - t);
    case Loss::log_cosh: return log_cosh(y - t);
    case Loss::hinge:
    case Loss::squared_hinge: return hinge(t, y, objective.loss == Loss::squared_hinge);
    case Loss::kl_divergence: return divergence(t, y);
    case Loss::poisson: return {y - t * std::log(y + kLeastProbability), 1 - t / (y + kLeastProbability)};
    default: return {NAN, NAN};  // it is not such a loss: see row_loss.h
  }
}

}  // namespace lenet::LENET_INSTRUCTIONS

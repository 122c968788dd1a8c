// A loss of one sample, on all that the last layer answers after its activation, and its gradient before it.
//
// Keras's formulas (keras/src/losses/losses.py, keras/src/backend/jax/nn.py): see unit_loss.h.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/activation.h"
#include "kernels/softmax.h"
#include "kernels/unit_loss.h"

namespace lenet::LENET_INSTRUCTIONS {

// One sample: what is wanted of it, its outputs y, and room for the slopes.
struct Row {
  int units;
  const int32_t* label;  // nullptr: values
  const float* values;
  const float* y;
  float* slopes;

  double wanted(int o) const { return label ? *label == o : values[o]; }
};

// slopes[o] = p[o] (slopes[o] - sum_k slopes[k] p[k]): from dE/dp of p = softmax(z) to dE/dz
inline void through_softmax(int units, const float* p, float* slopes) {
  double mean = 0;
  for (int o = 0; o < units; ++o) mean += static_cast<double>(slopes[o]) * p[o];
  for (int o = 0; o < units; ++o) slopes[o] = static_cast<float>(p[o] * (slopes[o] - mean));
}

// The sum or, but for kl_divergence, the mean over the units.
inline double unit_losses(const Objective& objective, const Row& row) {
  const double share = objective.loss == Loss::kl_divergence ? 1 : 1.0 / row.units;
  double total = 0;
  for (int o = 0; o < row.units; ++o) {
    const Slope of_unit = unit_loss(objective, row.wanted(o), row.y[o]);
    total += of_unit.loss;
    row.slopes[o] = static_cast<float>(share * of_unit.slope);
  }
  return share * total;
}

// -t log c, or times alpha (1 - c)^gamma (Lin et al. 2017)
inline Slope class_loss(const Objective& objective, double t, double c) {
  const Slope entropy = {-t * std::log(c), -t / c};
  if (objective.loss != Loss::categorical_focal_crossentropy) return entropy;
  const double gamma = objective.gamma, focus = std::pow(1 - c, gamma);
  const double slope = gamma == 0 ? 0 : -gamma * std::pow(1 - c, gamma - 1);
  return {objective.alpha * focus * entropy.loss, objective.alpha * (focus * entropy.slope + slope * entropy.loss)};
}

// On p = y / sum(y), each p between epsilon and 1 - epsilon
inline double crossentropy_of_shares(const Objective& objective, const Row& row) {
  double sum = 0, total = 0, mean = 0;
  for (int o = 0; o < row.units; ++o) sum += row.y[o];
  for (int o = 0; o < row.units; ++o) {
    const double p = row.y[o] / sum;
    const Slope kept = clipped(p, kLeastProbability, kMostProbability);
    const Slope of_class = class_loss(objective, row.wanted(o), kept.loss);
    const double slope = of_class.slope * kept.slope;
    total += of_class.loss;
    mean += slope * p;
    row.slopes[o] = static_cast<float>(slope);
  }
  for (int o = 0; o < row.units; ++o) row.slopes[o] = static_cast<float>((row.slopes[o] - mean) / sum);
  return total;
}

// -sum_o t[o] log softmax(y)[o]
inline double crossentropy_of_logits(const Row& row) {
  double largest = row.y[0], sum = 0, wanted = 0, of_wanted = 0;
  for (int o = 1; o < row.units; ++o) largest = std::max(largest, static_cast<double>(row.y[o]));
  for (int o = 0; o < row.units; ++o) {
    sum += std::exp(row.y[o] - largest);
    wanted += row.wanted(o);
    of_wanted += row.wanted(o) * row.y[o];
  }
  for (int o = 0; o < row.units; ++o)
    row.slopes[o] = static_cast<float>(wanted * std::exp(row.y[o] - largest) / sum - row.wanted(o));
  return wanted * (largest + std::log(sum)) - of_wanted;
}

// Of probabilities p = softmax(y), which Keras divides by their sum once more
inline double focal_of_logits(const Objective& objective, const Row& row, float* p) {
  double largest = row.y[0], sum = 0;
  for (int o = 1; o < row.units; ++o) largest = std::max(largest, static_cast<double>(row.y[o]));
  for (int o = 0; o < row.units; ++o) sum += std::exp(row.y[o] - largest);
  for (int o = 0; o < row.units; ++o) p[o] = static_cast<float>(std::exp(row.y[o] - largest) / sum);
  const double total = crossentropy_of_shares(objective, {row.units, row.label, row.values, p, row.slopes});
  through_softmax(row.units, p, row.slopes);
  return total;
}

// max(0, 1 + max_o (1 - t[o]) y[o] - sum_o t[o] y[o]); units that share the maximum share its slope, as in JAX
inline double categorical_hinge(const Row& row) {
  double right = 0, wrong = -INFINITY;
  int shared = 0;
  for (int o = 0; o < row.units; ++o) {
    const double t = row.wanted(o), other = (1 - t) * row.y[o];
    right += t * row.y[o];
    shared = other > wrong ? 1 : shared + (other == wrong);
    wrong = std::isnan(other) ? other : std::max(wrong, other);
  }
  const double miss = wrong - right + 1;
  for (int o = 0; o < row.units; ++o) {
    const double t = row.wanted(o), of_wrong = (1 - t) * row.y[o] == wrong ? (1 - t) / shared : 0;
    row.slopes[o] = static_cast<float>(step(miss) * (of_wrong - t));
  }
  return miss < 0 ? 0 : miss;
}

// -sum_o t[o] y[o] / (|t| |y|); a length below epsilon counts as epsilon
inline double cosine_similarity(const Row& row) {
  double wanted = 0, length = 0, product = 0;
  for (int o = 0; o < row.units; ++o) {
    wanted += row.wanted(o) * row.wanted(o);
    length += static_cast<double>(row.y[o]) * row.y[o];
    product += row.wanted(o) * row.y[o];
  }
  wanted = std::max(std::sqrt(wanted), kLeastProbability);
  const bool short_row = std::sqrt(length) < kLeastProbability;
  length = short_row ? kLeastProbability : std::sqrt(length);
  const double cosine = product / (wanted * length);
  for (int o = 0; o < row.units; ++o)
    row.slopes[o] =
        static_cast<float>(-(row.wanted(o) / wanted - (short_row ? 0 : cosine * row.y[o] / length)) / length);
  return -cosine;
}

inline double loss_of_row(const Objective& objective, const Row& row, float* room) {
  switch (objective.loss) {
    case Loss::sparse_categorical_crossentropy:
    case Loss::categorical_crossentropy:
      return objective.from_logits ? crossentropy_of_logits(row) : crossentropy_of_shares(objective, row);
    case Loss::categorical_focal_crossentropy:
      return objective.from_logits ? focal_of_logits(objective, row, room) : crossentropy_of_shares(objective, row);
    case Loss::categorical_hinge: return categorical_hinge(row);
    case Loss::cosine_similarity: return cosine_similarity(row);
    default: return unit_losses(objective, row);
  }
}

// Weight times the loss of one lane; with `gradient` y becomes weight times dE/d(input of the activation). Of a sigmoid
// under a binary cross-entropy that is y - t, which does not vanish where y is 0 or 1 in float32: as Keras on
// TensorFlow, which takes the logits.
inline double row_loss(const Objective& objective, Activation activation, int units, int lanes, int lane,
                       const Target& target, bool gradient, float* y) {
  const bool labels = objective.loss == Loss::sparse_categorical_crossentropy;
  float *outputs = target.room, *slopes = outputs + padded(units), *spare = slopes + padded(units);
  for (int o = 0; o < units; ++o) outputs[o] = y[o * lanes + lane];
  const Row row{units, labels ? target.label[lane] : nullptr, target.values[lane], outputs, slopes};
  const double loss = loss_of_row(objective, row, spare);
  if (!gradient) return target.weight[lane] * loss;
  if (activation == Activation::sigmoid && objective.loss == Loss::binary_crossentropy && !objective.from_logits)
    for (int o = 0; o < units; ++o) row.slopes[o] = static_cast<float>((row.y[o] - row.wanted(o)) / units);
  else if (activation == Activation::softmax) through_softmax(units, row.y, row.slopes);
  else derive(activation, units, row.y, row.slopes);
  for (int o = 0; o < units; ++o) y[o * lanes + lane] = target.weight[lane] * row.slopes[o];
  return target.weight[lane] * loss;
}

}  // namespace lenet::LENET_INSTRUCTIONS

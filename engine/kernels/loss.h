// The losses and their gradients, on the last layer's values [units][lanes]; ctc's is in texts/.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/row_loss.h"

namespace lenet::LENET_INSTRUCTIONS {

inline int largest_unit(int units, int lanes, int lane, const float* y) {
  int best = 0;
  for (int o = 1; o < units; ++o)
    if (y[o * lanes + lane] > y[best * lanes + lane]) best = o;
  return best;
}

inline int smallest_unit(int units, int lanes, int lane, const float* y) {
  int best = 0;
  for (int o = 1; o < units; ++o)
    if (y[o * lanes + lane] < y[best * lanes + lane]) best = o;
  return best;
}

inline bool is_correct(Loss loss, int units, int lanes, int lane, const Target& target, const float* y) {
  if (loss == Loss::sparse_categorical_crossentropy) return largest_unit(units, lanes, lane, y) == *target.label[lane];
  const float* wanted = target.values[lane];
  if (units == 1) return (y[lane] > 0.5f) == (wanted[0] == 1) && (wanted[0] == 0 || wanted[0] == 1);
  return largest_unit(units, lanes, lane, y) == largest_unit(units, 1, 0, wanted);
}

// -sum_o t[o] log softmax(y)[o], from the values before the softmax; its gradient there is softmax(y) sum(t) - t
inline Outcome crossentropy(Loss loss, int units, int lanes, const Target& target, bool gradient, float* y) {
  Outcome outcome{0, 0};
  float wanted_value[kLanes], wanted_sum[kLanes];
  for (int lane = 0; lane < target.count; ++lane) {
    wanted_sum[lane] = 0;
    wanted_value[lane] = 0;
    outcome.correct += is_correct(loss, units, lanes, lane, target, y);
    if (loss == Loss::sparse_categorical_crossentropy) {
      wanted_value[lane] = y[*target.label[lane] * lanes + lane];
      wanted_sum[lane] = 1;
    } else {
      for (int o = 0; o < units; ++o) {
        wanted_value[lane] += target.values[lane][o] * y[o * lanes + lane];
        wanted_sum[lane] += target.values[lane][o];
      }
    }
  }
  for (int begin = 0; begin < lanes; begin += kWidth) {
    const Normaliser n = normalise_column(units, begin, lanes, y);
    const int end = begin + kWidth < target.count ? begin + kWidth : target.count;
    for (int lane = begin; lane < end; ++lane) {
      const double log_total =
          static_cast<double>(n.largest[lane - begin]) + std::log(static_cast<double>(n.total[lane - begin]));
      outcome.loss += target.weight[lane] * (wanted_sum[lane] * log_total - wanted_value[lane]);
    }
  }
  if (!gradient) return outcome;
  for (int o = 0; o < units; ++o)
    for (int lane = 0; lane < lanes; ++lane) {
      float& value = y[o * lanes + lane];
      if (lane >= target.count) value = 0;
      else if (loss == Loss::sparse_categorical_crossentropy)
        value = target.weight[lane] * (value - (*target.label[lane] == o));
      else value = target.weight[lane] * (value * wanted_sum[lane] - target.values[lane][o]);
    }
  return outcome;
}

// mean over the units of (y - t)^2; for a softmax dE/d(its input)[o] = y[o] (dE/dy[o] - sum_k dE/dy[k] y[k])
inline double squared_error_of_lane(Activation activation, int units, int lanes, const float* wanted, float weight,
                                    bool gradient, float* y) {
  double total = 0;
  float mean = 0;
  for (int o = 0; o < units; ++o) {
    const float miss = y[o * lanes] - wanted[o];
    total += static_cast<double>(miss) * miss;
    mean += 2 * weight / units * miss * y[o * lanes];
  }
  for (int o = 0; gradient && o < units; ++o) {
    const float value = y[o * lanes];
    float d = 2 * weight / units * (value - wanted[o]);
    if (activation == Activation::softmax) d = value * (d - mean);
    else derive(activation, 1, &value, &d);
    y[o * lanes] = d;
  }
  return weight * total / units;
}

inline Outcome squared_error(Activation activation, int units, int lanes, const Target& target, bool gradient,
                             float* y) {
  Outcome outcome{0, 0};
  if (activation == Activation::softmax) softmax(units, lanes, y);
  for (int lane = 0; lane < target.count; ++lane) {
    outcome.correct += is_correct(Loss::mse, units, lanes, lane, target, y);
    outcome.loss +=
        squared_error_of_lane(activation, units, lanes, target.values[lane], target.weight[lane], gradient, y + lane);
  }
  for (int o = 0; gradient && o < units; ++o)
    for (int lane = target.count; lane < lanes; ++lane) y[o * lanes + lane] = 0;
  return outcome;
}

// Of one lane's penalties, p[i] = scale y[i] (LeCun et al. 1998), j the rubbish class's.
// Eq. 8: E = p[label]. Eq. 9: E = p[label] + log(exp(-j) + sum_i exp(-p[i])).
inline double penalty_of_lane(const Objective& objective, int units, int lanes, int label, float weight, bool gradient,
                              float* y) {
  const double scale = objective.scale, of_label = scale * y[label * lanes];
  if (objective.loss == Loss::maximum_likelihood) {
    for (int o = 0; gradient && o < units; ++o) y[o * lanes] = o == label ? static_cast<float>(weight * scale) : 0;
    return weight * of_label;
  }
  double least = objective.rubbish;
  for (int o = 0; o < units; ++o) least = std::min(least, scale * y[o * lanes]);
  double total = std::exp(least - objective.rubbish);
  for (int o = 0; o < units; ++o) total += std::exp(least - scale * y[o * lanes]);
  const double outcome = weight * (of_label - least + std::log(total));
  for (int o = 0; gradient && o < units; ++o)
    y[o * lanes] = static_cast<float>(weight * scale * ((o == label) - std::exp(least - scale * y[o * lanes]) / total));
  return outcome;
}

inline Outcome penalties(const Objective& objective, int units, int lanes, const Target& target, bool gradient,
                         float* y) {
  Outcome outcome{0, 0};
  for (int lane = 0; lane < target.count; ++lane) {
    const int label = *target.label[lane];
    outcome.correct += smallest_unit(units, lanes, lane, y) == label;
    outcome.loss += penalty_of_lane(objective, units, lanes, label, target.weight[lane], gradient, y + lane);
  }
  for (int o = 0; gradient && o < units; ++o)
    for (int lane = target.count; lane < lanes; ++lane) y[o * lanes + lane] = 0;
  return outcome;
}

// Any other loss, on the values of the last layer's activation.
inline Outcome row_losses(const Objective& objective, Activation activation, int units, int lanes, const Target& target,
                          bool gradient, float* y) {
  Outcome outcome{0, 0};
  for (int lane = 0; lane < target.count; ++lane)
    outcome.correct += is_correct(objective.loss, units, lanes, lane, target, y);
  if (activation == Activation::softmax) softmax(units, lanes, y);
  for (int lane = 0; lane < target.count; ++lane)
    outcome.loss += row_loss(objective, activation, units, lanes, lane, target, gradient, y);
  for (int o = 0; gradient && o < units; ++o)
    for (int lane = target.count; lane < lanes; ++lane) y[o * lanes + lane] = 0;
  return outcome;
}

// Cross-entropy takes the softmax and the logarithm in one, of a softmax or of logits that are no activation's values.
inline bool takes_sums(const Objective& objective, Activation activation) {
  const bool categorical =
      objective.loss == Loss::sparse_categorical_crossentropy || objective.loss == Loss::categorical_crossentropy;
  return categorical && activation == (objective.from_logits ? Activation::linear : Activation::softmax);
}

inline Outcome loss(const Objective& objective, Activation activation, int units, int lanes, const Target& target,
                    bool gradient, float* y) {
  if (objective.loss == Loss::mse) return squared_error(activation, units, lanes, target, gradient, y);
  if (on_penalties(objective.loss)) return penalties(objective, units, lanes, target, gradient, y);
  if (takes_sums(objective, activation)) return crossentropy(objective.loss, units, lanes, target, gradient, y);
  return row_losses(objective, activation, units, lanes, target, gradient, y);
}

}  // namespace lenet::LENET_INSTRUCTIONS

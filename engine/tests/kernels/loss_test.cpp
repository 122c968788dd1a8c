// The losses and softmax against their formulas, gradients against differences.
#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// What is wanted of the lanes in use of a chunk, with the memory it points to.
struct Wanted {
  std::vector<int32_t> labels;
  std::vector<Buffer> values;
  Target target{};
  Buffer room;

  Wanted(Loss loss, int units, int lanes) : room(loss_room(units)) {
    target.count = any(1, lanes);
    target.room = room.get();
    labels.resize(target.count);
    for (int lane = 0; lane < target.count; ++lane) {
      labels[lane] = any(0, units - 1);
      values.emplace_back(units);
      target.weight[lane] = 0.1f + std::abs(number());
    }
    for (int lane = 0; lane < target.count; ++lane) {
      if (loss == Loss::sparse_categorical_crossentropy || on_penalties(loss)) {
        target.label[lane] = &labels[lane];
        for (int o = 0; o < units; ++o) values[lane][o] = o == labels[lane];
      } else {
        target.values[lane] = values[lane].get();
        if (loss == Loss::categorical_crossentropy)
          for (int o = 0; o < units; ++o) values[lane][o] = std::abs(values[lane][o]);
      }
    }
  }
};

std::vector<double> softmax_of(const Buffer& y, int units, int lanes, int lane) {
  std::vector<double> answers(units);
  double total = 0;
  for (int o = 0; o < units; ++o) total += answers[o] = std::exp(y[o * lanes + lane]);
  for (double& answer : answers) answer /= total;
  return answers;
}

// Eq. 8 and eq. 9 of the penalties of one lane.
double penalty_of(const Objective& objective, const Wanted& wanted, int units, int lanes, int lane,
                  const Buffer& penalties) {
  const double scale = objective.scale, right = scale * penalties[wanted.labels[lane] * lanes + lane];
  double total = std::exp(-static_cast<double>(objective.rubbish));
  for (int o = 0; o < units; ++o) total += std::exp(-scale * penalties[o * lanes + lane]);
  return objective.loss == Loss::maximum_likelihood ? right : right + std::log(total);
}

// Of one unit. The other losses are compared with Keras's in Python.
double error_of(const Objective& objective, int units, double t, double y) {
  switch (objective.loss) {
    case Loss::mse: return (y - t) * (y - t) / units;
    case Loss::log_cosh: return std::log(std::cosh(y - t)) / units;
    default: return -t * std::log(y);
  }
}

double loss_of(const Objective& objective, Activation activation, int units, int lanes, const Wanted& wanted,
               const Buffer& sums) {
  const Loss loss = objective.loss;
  double total = 0;
  for (int lane = 0; lane < wanted.target.count; ++lane) {
    if (on_penalties(loss))
      total += wanted.target.weight[lane] * penalty_of(objective, wanted, units, lanes, lane, sums);
    if (on_penalties(loss)) continue;
    std::vector<double> answers = softmax_of(sums, units, lanes, lane);
    for (int o = 0; o < units; ++o) {
      const double t = wanted.values[lane][o];
      if (activation != Activation::softmax) answers[o] = activated(activation, sums[o * lanes + lane]);
      total += wanted.target.weight[lane] * error_of(objective, units, t, answers[o]);
    }
  }
  return total;
}

// The loss against the formula, its gradient against differences of the formula.
bool loss_is_right(const Kernels& kernels, int lanes) {
  const int units = any(1, 20);
  const Loss loss = one_of({Loss::sparse_categorical_crossentropy, Loss::categorical_crossentropy, Loss::mse,
                            Loss::log_cosh, Loss::maximum_likelihood, Loss::maximum_a_posteriori});
  const Objective objective{loss, one_of({0.5f, 1.0f}), one_of({0.5f, 3.0f, INFINITY})};
  const bool entropy = loss == Loss::sparse_categorical_crossentropy || loss == Loss::categorical_crossentropy;
  const Activation activation = on_penalties(loss)      ? Activation::linear
                                : !entropy && any(0, 1) ? one_of(kActivations)
                                                        : Activation::softmax;
  const Wanted wanted(loss, units, lanes);
  const Buffer sums(static_cast<size_t>(units) * lanes);
  const Buffer y(sums), without(sums);
  for (size_t k = 0; activation != Activation::softmax && k < y.count; ++k)
    y[k] = without[k] = static_cast<float>(activated(activation, sums[k]));
  const Outcome outcome = kernels.loss(objective, activation, units, lanes, wanted.target, true, y.get());
  const Outcome alone = kernels.loss(objective, activation, units, lanes, wanted.target, false, without.get());
  bool right = outcome.loss == alone.loss && outcome.correct == alone.correct &&
               outcome.correct <= wanted.target.count &&
               close(outcome.loss, loss_of(objective, activation, units, lanes, wanted, sums), 1e-5);
  for (int o = 0; o < units; ++o)
    for (int lane = 0; lane < lanes; ++lane) {
      const float kept = sums[o * lanes + lane], step = 1.0f / 512;
      if (activation == Activation::relu && std::abs(kept) < 2 * step) continue;  // the formula bends there
      sums[o * lanes + lane] = kept + step;
      const double above = loss_of(objective, activation, units, lanes, wanted, sums);
      sums[o * lanes + lane] = kept - step;
      const double below = loss_of(objective, activation, units, lanes, wanted, sums);
      sums[o * lanes + lane] = kept;
      right = right && std::abs(y[o * lanes + lane] - (above - below) / (2 * step)) < 1e-4;
    }
  return right;
}

bool softmax_is_right(const Kernels& kernels, int lanes) {
  const int units = any(1, 20);
  const Buffer y(static_cast<size_t>(units) * lanes);
  const Buffer wanted(y);
  for (int lane = 0; lane < lanes; ++lane) {
    const std::vector<double> answers = softmax_of(y, units, lanes, lane);
    for (int o = 0; o < units; ++o) wanted[o * lanes + lane] = static_cast<float>(answers[o]);
  }
  kernels.softmax(units, lanes, y.get());
  return close(y, wanted, 1e-6);
}

}  // namespace

void test_loss() {
  everywhere("loss", 100, loss_is_right);
  everywhere("softmax", 30, softmax_is_right);
}

}  // namespace lenet::tests

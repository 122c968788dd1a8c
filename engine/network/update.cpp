// From gradients to updates: penalties of the parameters, clipping, each optimizer's numbers of a step, constraints.
//
// What needs a whole parameter array, such as its norm, is done by one member for each array, so that sums have one
// order on any number of threads.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "network/plan.h"

namespace lenet {

namespace {

constexpr double kConstraintEpsilon = 1e-7;  // Keras's backend.epsilon()

// Calls f(array number, first, count) for each array's part of the parameters from `at` on.
template <class F>
void each_part(const std::vector<ParameterArray>& arrays, int64_t at, int64_t count, F f) {
  for (size_t k = 0; k < arrays.size(); ++k) {
    const int64_t first = std::max(at, arrays[k].at);
    const int64_t end = std::min(at + count, arrays[k].at + arrays[k].count);
    if (first < end) f(k, first, end - first);
  }
}

// most / max(norm, most): how a gradient is scaled so that its norm is at most so much; a NaN spoils it, as in Keras.
double clipping(double squares, double most) {
  const double norm = std::sqrt(squares);
  return std::isfinite(norm) ? most / std::max(norm, most) : NAN;
}

void limit_norms(const Constraint& constraint, int64_t count, float* weights) {
  const int64_t columns = constraint.columns;
  std::vector<double> norms(columns);
  for (int64_t k = 0; k < count; ++k) norms[k % columns] += static_cast<double>(weights[k]) * weights[k];
  for (double& norm : norms) {
    const double found = std::sqrt(norm);
    const double kept = std::clamp<double>(found, constraint.low, constraint.high);
    norm = (constraint.rate * kept + (1 - constraint.rate) * found) / (kConstraintEpsilon + found);
  }
  for (int64_t k = 0; k < count; ++k) weights[k] *= static_cast<float>(norms[k % columns]);
}

// beta_1 (1 - 0.96^i / 2), the share of the momentum that Nadam keeps in step i; and the product of the first t shares.
double kept_share(double beta_1, double i) { return beta_1 * (1 - 0.5 * std::pow(0.96, i)); }

double product_of_shares(double beta_1, int64_t t) {
  double product = 1, power = 1;
  for (int64_t i = 1; i <= t && product > 1e-20; ++i) product *= beta_1 * (1 - 0.5 * (power *= 0.96));
  return product;
}

}  // namespace

void Network::set_arrays(std::vector<ParameterArray> arrays) {
  for (const ParameterArray& array : arrays)
    if (array.at < 0 || array.count < 0 || array.count > parameter_count_ - array.at || array.constraint.columns < 0)
      throw std::invalid_argument("expected parameter arrays that lie in the parameters");
  arrays_ = std::move(arrays);
  penalised_ = std::any_of(arrays_.begin(), arrays_.end(), [](const ParameterArray& a) { return a.penalised(); });
}

// What the parameters add to the loss of each batch. With several members `sums` is whole after their next barrier.
void Network::sum_penalties(int member, int members, std::vector<double>& sums) const {
  for (size_t k = member; k < arrays_.size(); k += members)
    if (arrays_[k].penalised())
      sums[k] = kernels_.penalty(arrays_[k].penalty, arrays_[k].count, parameters_->data() + arrays_[k].at);
}

double Network::penalty() const {
  std::vector<double> sums(arrays_.size());
  sum_penalties(0, 1, sums);
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

// The gradient of the block's parameters, its chunks' and its penalties'.
void Network::whole_gradient(const Plan& plan, const Batch& batch, const Block& block, const Meeting& met,
                             float* gradient) const {
  block_gradient(plan, batch, block, met, gradient);
  if (!penalised_) return;
  each_part(arrays_, block.at, block.parameters, [&](size_t k, int64_t first, int64_t count) {
    if (arrays_[k].penalised())
      kernels_.penalty_gradient(arrays_[k].penalty, count, parameters_->data() + first, gradient + (first - block.at));
  });
}

void Network::sum_squares(int member, int members, std::vector<double>& sums) const {
  for (size_t k = member; k < arrays_.size(); k += members)
    sums[k] = kernels_.sum_of_squares(arrays_[k].count, gradient_.data() + arrays_[k].at);
}

// Scales the block's part of `gradient()` by its arrays' norms, or by the norm of all of them.
void Network::clip_norms(const Recipe& recipe, const Block& block, const std::vector<double>& squares) {
  const double all = std::accumulate(squares.begin(), squares.end(), 0.0);
  each_part(arrays_, block.at, block.parameters, [&](size_t k, int64_t first, int64_t count) {
    const double by = recipe.clip_norm > 0 ? clipping(squares[k], recipe.clip_norm) : clipping(all, recipe.global_norm);
    if (by != 1) kernels_.scale(count, static_cast<float>(by), gradient_.data() + first);
  });
}

void Network::update_block(const Block& block, const Recipe& recipe, const Update& update, float* gradient) {
  if (recipe.clip_value > 0) kernels_.clip(block.parameters, recipe.clip_value, gradient);
  kernels_.update(update, block.parameters, gradient,
                  {parameters_->data() + block.at, first_moments_.data() + block.at, second_moments_.data() + block.at,
                   third_moments_.data() + block.at});
}

bool Network::constrained() const {
  return std::any_of(arrays_.begin(), arrays_.end(), [](const ParameterArray& a) { return a.constraint.any(); });
}

void Network::constrain(int member, int members) {
  for (size_t k = member; k < arrays_.size(); k += members) {
    const auto& [at, count, penalty, constraint] = arrays_[k];
    float* weights = parameters_->data() + at;
    if (constraint.non_negative)
      std::transform(weights, weights + count, weights, [](float w) { return w < 0 ? 0 : w; });
    if (constraint.columns > 0) limit_norms(constraint, count, weights);
  }
}

// Adagrad's sums of squares begin with a number of its own.
void Network::begin_training(const Recipe& recipe) {
  if (updates == 0 && recipe.optimizer == Optimizer::adagrad)
    std::fill_n(second_moments_.data(), second_moments_.size(), recipe.start);
}

// The numbers of the next step. Adam's and its relatives' moments begin with zeros, which is corrected in their rates:
// Adam       rate sqrt(1 - beta_2^t) / (1 - beta_1^t)
// Adamax     rate / (1 - beta_1^t)
// Nadam      with k(t) the share kept and P(t) the product of the first t:  rate k(t + 1) / (1 - P(t + 1)) of m,
//            rate (1 - k(t)) / (1 - P(t)) of g, and sqrt(v) / sqrt(1 - beta_2^t) in the denominator
Update Network::update_for(const Recipe& recipe, double rate) const {
  const double t = static_cast<double>(updates) + 1;
  Update update{recipe.optimizer, static_cast<float>(rate), static_cast<float>(rate * recipe.weight_decay),
                recipe.momentum,  recipe.nesterov,          recipe.beta_1,
                recipe.beta_2,    recipe.epsilon,           recipe.mu,
                recipe.third};
  const double left_1 = 1 - std::pow(recipe.beta_1, t), root_2 = std::sqrt(1 - std::pow(recipe.beta_2, t));
  if (recipe.optimizer == Optimizer::adam) update.rate = static_cast<float>(rate * (root_2 / left_1));
  if (recipe.optimizer == Optimizer::adamax) update.rate = static_cast<float>(rate / left_1);
  if (recipe.optimizer == Optimizer::nadam) {
    const double now = product_of_shares(recipe.beta_1, updates + 1);
    const double share = kept_share(recipe.beta_1, t), next = kept_share(recipe.beta_1, t + 1);
    update.rate = static_cast<float>(rate * root_2 * next / (1 - now * next));
    update.gradient_rate = static_cast<float>(rate * root_2 * (1 - share) / (1 - now));
    update.epsilon = static_cast<float>(recipe.epsilon * root_2);
  }
  return update;
}

}  // namespace lenet

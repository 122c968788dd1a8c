// Training: the gradients of a step are summed over its chunks in one order, and the parameters updated.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include "network/plan.h"
#include "network/team.h"

namespace lenet {

namespace {

constexpr auto kReportInterval = std::chrono::milliseconds(50);

// Tells `report` now and then how far training has come, until it answers false.
class Reports {
 public:
  explicit Reports(const std::function<bool(const Progress&)>& report) : report_(report) {}

  bool stopped() const { return stopped_; }

  void tell(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < kReportInterval) return;
    told_ = now;
    stopped_ = !report_(progress);
  }

 private:
  const std::function<bool(const Progress&)>& report_;
  std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
  bool stopped_ = false;
};

// Of a step's chunks, in their order.
Outcome sum_of(const std::vector<Outcome>& outcomes, int count) {
  Outcome all{0, 0};
  for (int k = 0; k < count; ++k) {
    all.loss += outcomes[k].loss;
    all.correct += outcomes[k].correct;
  }
  return all;
}

void add(Progress& progress, const Outcome& step, int64_t samples) {
  ++progress.steps;
  progress.samples += samples;
  progress.correct += step.correct;
  progress.loss += step.loss * samples;
}

}  // namespace

std::vector<Network::Block> Network::blocks() const {
  std::vector<Block> found;
  for (int64_t at = 0; at < plane_parameters_; at += kBlockParameters)
    found.push_back({Block::planes, at, std::min<int64_t>(kBlockParameters, plane_parameters_ - at), 0, 0});
  for (size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    if (layer.spec.kind == Kind::rbf && layer.spec.trainable)
      found.push_back({Block::centers, layer.kernel_at, layer.parameters, l, 0});
    if (layer.spec.kind != Kind::dense) continue;
    const int64_t inputs = layer.in.values(), units = layer.spec.units;
    for (int64_t row = 0; row < inputs; row += kBlockRows) {
      const int64_t rows = std::min<int64_t>(kBlockRows, inputs - row);
      found.push_back({Block::kernel, layer.kernel_at + row * units, rows * units, l, row});
    }
    if (layer.spec.bias) found.push_back({Block::bias, layer.bias_at, units, l, 0});
  }
  return found;
}

// The gradient of the block's parameters: its chunks added in their order.
void Network::block_gradient(const Plan& plan, const Batch& batch, const Block& block, float* gradient) const {
  const int lanes = plan.lanes;
  const Chunks chunks{chunks_of(batch.count, lanes), static_cast<ptrdiff_t>(plan.chunk), lanes};
  if (block.part == Block::planes) {
    std::memcpy(gradient, batch.chunks + block.at, block.parameters * sizeof(float));
    for (int k = 1; k < chunks.count; ++k)
      kernels_.add(block.parameters, batch.chunks + k * plan.chunk + block.at, gradient);
    return;
  }
  const int units = layers_[block.layer].spec.units;
  const float* deltas = batch.chunks + plan.deltas[block.layer];
  if (block.part == Block::bias) return kernels_.dense_bias_gradient(chunks, units, deltas, gradient);
  const float* features = batch.chunks + plan.features[block.layer] + block.first_row * lanes;
  if (block.part == Block::centers)
    return kernels_.rbf_center_gradient(
        chunks, {static_cast<int>(block.parameters / units), units, lanes, parameters_->data() + block.at}, features,
        deltas, gradient);
  kernels_.dense_weight_gradient(chunks, units, static_cast<int>(block.parameters / units), features, deltas, gradient);
}

void Network::update_block(const Block& block, const Update& update, const float* gradient) {
  kernels_.update(update, block.parameters, gradient, parameters_->data() + block.at, first_moments_.data() + block.at,
                  second_moments_.data() + block.at);
}

// Keras's Adam: rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) stands before m / (sqrt(v) + epsilon).
Update Network::update_for(const Recipe& recipe, double rate) const {
  const double t = static_cast<double>(updates) + 1;
  const double correction = std::sqrt(1 - std::pow(recipe.beta_2, t)) / (1 - std::pow(recipe.beta_1, t));
  return {recipe.optimizer,
          static_cast<float>(recipe.optimizer == Optimizer::adam ? rate * correction : rate),
          static_cast<float>(rate * recipe.weight_decay),
          recipe.momentum,
          recipe.nesterov,
          recipe.beta_1,
          recipe.beta_2,
          recipe.epsilon,
          recipe.mu};
}

// A run of blocks for each member, about as many parameters in each.
std::vector<std::vector<Network::Block>> Network::shares_of(int members) const {
  const int64_t all = std::max<int64_t>(1, static_cast<int64_t>(parameters_->size()));
  std::vector<std::vector<Block>> shares(members);
  int64_t before = 0;
  for (const Block& block : blocks()) {
    shares[before * members / all].push_back(block);
    before += block.parameters;
  }
  return shares;
}

// With several members each convolution fetches a part of the Dense parameters, which the others have just updated.
std::vector<std::unique_ptr<Network::Workspace>> Network::training_workspaces(const Plan& plan, int members) {
  std::vector<std::unique_ptr<Workspace>> workspaces;
  for (int member = 0; member < members; ++member) workspaces.push_back(borrow(plan));
  if (members > 1 && convolutions_ > 0)
    for (auto& work : workspaces)
      work->soon_floats = (static_cast<int64_t>(parameters_->size()) - plane_parameters_) / convolutions_;
  return workspaces;
}

Progress Network::train(const float* samples, const Targets& targets, const int64_t* order, int64_t count,
                        int batch_size, const double* rates, const Recipe& recipe, int threads,
                        const std::function<bool(const Progress&)>& report, float* answers) {
  const int64_t units = output().values();
  const Plan& plan = plan_for(batch_size);
  const int most_chunks = std::max(1, chunks_of(std::min<int64_t>(batch_size, count), plan.lanes));
  const int members = std::clamp(threads, 1, most_chunks);
  Floats chunks(static_cast<size_t>(most_chunks) * plan.chunk);
  std::vector<Outcome> outcomes(most_chunks);
  auto workspaces = training_workspaces(plan, members);
  const auto shares = shares_of(members);
  Progress progress;
  Reports reports(report);
  Barrier barrier(members);
  run_team(members, [&](int member) {
    Workspace& work = *workspaces[member];
    int64_t step = 0;
    for (int64_t first = 0; first < count; first += batch_size, ++step) {
      const Batch batch{samples,
                        targets,
                        order + first,
                        std::min<int64_t>(batch_size, count - first),
                        recipe.objective,
                        chunks.data(),
                        answers ? answers + first * units : nullptr};
      const int used = chunks_of(batch.count, plan.lanes);
      for (int k = member; k < used; k += members) outcomes[k] = chunk_pass(work, batch, k, true);
      barrier.wait();
      const Outcome all = sum_of(outcomes, used);
      if (reports.stopped() || !std::isfinite(all.loss)) {
        if (member == 0) progress.finite = reports.stopped() || std::isfinite(all.loss);
        return;
      }
      const Update update = update_for(recipe, rates[step]);
      for (const Block& block : shares[member]) {
        block_gradient(plan, batch, block, work.gradient.data());
        update_block(block, update, work.gradient.data());
      }
      barrier.wait();
      if (member != 0) continue;
      ++updates;
      add(progress, all, batch.count);
      reports.tell(progress);
    }
  });
  for (auto& workspace : workspaces) give_back(std::move(workspace));
  return progress;
}

double Network::loss_and_gradient(const float* samples, const Targets& targets, int64_t count, Objective objective) {
  const Plan& plan = plan_for(count);
  const int used = chunks_of(count, plan.lanes);
  Floats chunks(static_cast<size_t>(std::max(1, used)) * plan.chunk);
  const Batch batch{samples, targets, nullptr, count, objective, chunks.data(), nullptr};
  auto work = borrow(plan);
  double total = 0;
  for (int k = 0; k < used; ++k) total += chunk_pass(*work, batch, k, true).loss;
  give_back(std::move(work));
  for (const Block& block : blocks()) block_gradient(plan, batch, block, gradient_.data() + block.at);
  return total;
}

}  // namespace lenet

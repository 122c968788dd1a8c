// Training: the gradients of a step are summed over its chunks in one order, and the parameters updated.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <numeric>

#include "network/crew.h"

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

// Runs of the parameters on planes that a chunk's gradient has: all but those of layers that do not learn and of
// BatchNormalizations.
template <class Block>
void add_planes(const std::vector<Layer>& layers, int64_t end, std::vector<Block>& found) {
  int64_t from = 0, at = 0;
  const auto close = [&] {
    for (; from < at; from += kBlockParameters)
      found.push_back({Block::planes, from, std::min<int64_t>(kBlockParameters, at - from), 0, 0});
  };
  for (const Layer& layer : layers) {
    if (at == end) break;
    const bool learned = layer.learns() && layer.spec.kind != Kind::batch_normalization;
    if (layer.parameters && !learned) close();
    at += layer.parameters;
    if (layer.parameters && !learned) from = at;
  }
  close();
}

}  // namespace

std::vector<Network::Block> Network::blocks() const {
  std::vector<Block> found;
  add_planes(layers_, plane_parameters_, found);
  for (size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    if (!layer.learns()) continue;
    if (layer.spec.kind == Kind::batch_normalization && layer.spec.scale + layer.spec.bias > 0)
      found.push_back({Block::normalisation, layer.kernel_at, layer.moments_at() - layer.kernel_at, l, 0});
    if (layer.spec.kind == Kind::rbf) found.push_back({Block::centers, layer.kernel_at, layer.parameters, l, 0});
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
void Network::block_gradient(const Plan& plan, const Batch& batch, const Block& block, const Meeting& met,
                             float* gradient) const {
  const int lanes = plan.lanes;
  const Chunks chunks{chunks_of(batch.count, lanes), static_cast<ptrdiff_t>(plan.chunk), lanes};
  if (block.part == Block::planes) {
    std::memcpy(gradient, batch.chunks + block.at, block.parameters * sizeof(float));
    for (int k = 1; k < chunks.count; ++k)
      kernels_.add(block.parameters, batch.chunks + k * plan.chunk + block.at, gradient);
    return;
  }
  const Layer& layer = layers_[block.layer];
  if (block.part == Block::normalisation) {
    if (layer.spec.scale) std::copy_n(met.product.data() + layer.normalisation, layer.in.channels, gradient);
    if (layer.spec.bias)
      std::copy_n(met.gradient.data() + layer.normalisation, layer.in.channels, gradient + layer.bias_at - block.at);
    return;
  }
  const int units = layer.spec.units;
  const float* deltas = batch.chunks + plan.deltas[block.layer];
  if (block.part == Block::bias) return kernels_.dense_bias_gradient(chunks, units, deltas, gradient);
  const float* features = batch.chunks + plan.features[block.layer] + block.first_row * lanes;
  if (block.part == Block::centers)
    return kernels_.rbf_center_gradient(
        chunks, {static_cast<int>(block.parameters / units), units, lanes, parameters_->data() + block.at}, features,
        deltas, gradient);
  kernels_.dense_weight_gradient(chunks, units, static_cast<int>(block.parameters / units), features, deltas, gradient);
}

// A run of blocks for each member, about as many parameters in each.
std::vector<std::vector<Network::Block>> Network::shares_of(int members) const {
  const int64_t all = std::max<int64_t>(1, parameter_count_);
  std::vector<std::vector<Block>> shares(members);
  int64_t before = 0;
  for (const Block& block : blocks()) {
    shares[before * members / all].push_back(block);
    before += block.parameters;
  }
  return shares;
}

// With several members each convolution fetches a part of the Dense parameters, which the others have just updated.
std::unique_ptr<Network::Crew> Network::crew_for(const Plan& plan, int members, int most_chunks) {
  auto crew = std::make_unique<Crew>(plan, members, most_chunks, normalised_, !meetings_.empty());
  for (int n = 0; n < (crew->waits ? most_chunks : members); ++n) crew->workspaces.push_back(borrow(plan));
  if (members > 1 && convolutions_ > 0)
    for (auto& work : crew->workspaces) work->soon_floats = (parameter_count_ - plane_parameters_) / convolutions_;
  return crew;
}

Progress Network::train(const float* samples, const Targets& targets, const int64_t* order, int64_t count,
                        int batch_size, const double* rates, const Recipe& recipe, int threads,
                        const std::function<bool(const Progress&)>& report, float* answers) {
  const int64_t units = output().values();
  const Plan& plan = plan_for(batch_size);
  const int most_chunks = std::max(1, chunks_of(std::min<int64_t>(batch_size, count), plan.lanes));
  const int members = std::clamp(threads, 1, most_chunks);
  const auto crew = crew_for(plan, members, most_chunks);
  const auto shares = shares_of(members);
  const bool constraints = constrained();
  std::vector<double> penalties(arrays_.size()), squares(arrays_.size());
  begin_training(recipe);
  const int64_t begun = updates;  // a member may be a step ahead of the one that counts them
  Progress progress;
  Reports reports(report);
  run_team(members, [&](int member) {
    float* gradient = crew->workspaces[member]->gradient.data();
    int64_t step = 0;
    for (int64_t first = 0; first < count; first += batch_size, ++step) {
      Batch batch{samples,
                  targets,
                  order + first,
                  std::min<int64_t>(batch_size, count - first),
                  recipe.objective,
                  crew->chunks.data(),
                  answers ? answers + first * units : nullptr};
      batch.pass.seed = seed_of_step(recipe.seed, begun + step);
      pass_chunks(*crew, batch, member);
      sum_penalties(member, members, penalties);
      crew->barrier.wait();
      Outcome all = sum_of(crew->outcomes, crew->chunks_of(batch));
      all.loss += std::accumulate(penalties.begin(), penalties.end(), 0.0);
      if (reports.stopped() || !std::isfinite(all.loss)) {
        if (member == 0) progress.finite = reports.stopped() || std::isfinite(all.loss);
        return;
      }
      const Update update = update_for(recipe, rates[step]);
      for (const Block& block : shares[member]) {
        whole_gradient(plan, batch, block, crew->met[member], gradient);
        if (recipe.clips_norms()) std::copy_n(gradient, block.parameters, gradient_.data() + block.at);
        else update_block(block, recipe, update, gradient);
      }
      if (member == 0 && crew->waits) move_moments(crew->met[0]);
      crew->barrier.wait();
      if (recipe.clips_norms()) {
        sum_squares(member, members, squares);
        crew->barrier.wait();
        for (const Block& block : shares[member]) {
          clip_norms(recipe, block, squares);
          update_block(block, recipe, update, gradient_.data() + block.at);
        }
        crew->barrier.wait();
      }
      if (constraints) {
        constrain(member, members);
        crew->barrier.wait();
      }
      if (member != 0) continue;
      ++updates;
      add(progress, all, batch.count);
      reports.tell(progress);
    }
  });
  for (auto& workspace : crew->workspaces) give_back(std::move(workspace));
  return progress;
}

double Network::loss_and_gradient(const float* samples, const Targets& targets, int64_t count, Objective objective) {
  const Plan& plan = plan_for(count);
  const auto crew = crew_for(plan, 1, std::max(1, chunks_of(count, plan.lanes)));
  const Batch batch{samples, targets, nullptr, count, objective, crew->chunks.data()};
  pass_chunks(*crew, batch, 0);
  for (auto& workspace : crew->workspaces) give_back(std::move(workspace));
  for (const Block& block : blocks()) whole_gradient(plan, batch, block, crew->met[0], gradient_.data() + block.at);
  return sum_of(crew->outcomes, crew->chunks_of(batch)).loss + penalty();
}

}  // namespace lenet

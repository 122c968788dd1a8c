// A network put together, and the workspaces that its passes borrow.
#include "network/network.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "network/plan.h"
#include "network/team.h"

namespace lenet {

namespace {

constexpr int kSingleBatch = 4;  // up to this batch size one sample at a time beats 16 half-empty lanes

}  // namespace

// Counts the parameters, and plans the memory for one lane and for kLanes.
void Network::plan_layers() {
  for (const Layer& layer : layers_) {
    parameter_count_ += layer.parameters;
    if (layer.on_planes && layer.parameters) plane_parameters_ = parameter_count_;
    convolutions_ += layer.spec.kind == Kind::conv2d;
    if (layer.meets()) meetings_.push_back(&layer - layers_.data());
    normalised_ += layer.spec.kind == Kind::batch_normalization ? layer.in.channels : 0;
  }
  single_ = std::make_unique<Plan>(*this, 1);
  lanes_ = std::make_unique<Plan>(*this, kLanes);
}

void Network::add_moments() {
  gradient_ = Floats(parameter_count_, plane_parameters_);
  first_moments_ = Floats(parameter_count_, plane_parameters_);
  second_moments_ = Floats(parameter_count_, plane_parameters_);
  third_moments_ = Floats(parameter_count_, plane_parameters_);
}

Network::Network(const Kernels& kernels, Shape input, const std::vector<LayerSpec>& specs)
    : kernels_(kernels), input_(input), layers_(placed_layers(input, specs)), for_answers_alone_(false) {
  plan_layers();
  // The Dense kernels begin where the layers on planes end; their rows and updates should not straddle cache lines.
  parameters_ = std::make_shared<const Floats>(parameter_count_, plane_parameters_);
  add_moments();
}

Network::Network(const Network& other, Shape input, const std::vector<LayerSpec>& specs, bool for_answers_alone)
    : kernels_(other.kernels_),
      input_(input),
      layers_(placed_layers(input, specs)),
      for_answers_alone_(for_answers_alone),
      parameters_(other.parameters_) {
  plan_layers();
  if (parameter_count_ > static_cast<int64_t>(parameters_->size()))
    throw std::invalid_argument("expected layers with no more parameters than those they take");
  if (!for_answers_alone) add_moments();
}

Network::~Network() = default;

bool Network::learns_before(size_t layer) const {
  return std::any_of(layers_.begin(), layers_.begin() + layer, [](const Layer& l) { return l.learns(); });
}

const Network::Plan& Network::plan_for(int64_t samples) const { return samples <= kSingleBatch ? *single_ : *lanes_; }

std::unique_ptr<Network::Workspace> Network::borrow(const Plan& plan) {
  const std::lock_guard<Mutex> lock(mutex_);
  for (auto& workspace : idle_)
    if (&workspace->plan == &plan) {
      std::swap(workspace, idle_.back());
      auto found = std::move(idle_.back());
      idle_.pop_back();
      return found;
    }
  return std::make_unique<Workspace>(plan, normalised_);
}

void Network::give_back(std::unique_ptr<Workspace> workspace) {
  workspace->soon_floats = 0;
  const std::lock_guard<Mutex> lock(mutex_);
  idle_.push_back(std::move(workspace));
}

// Every chunk of the samples by the team; `chunk_work` is called with the chunk's workspace, first sample and count.
void Network::each_chunk(int64_t count, int threads, const ChunkWork& chunk_work) {
  const Plan& plan = plan_for(count);
  const int64_t chunks = chunks_of(count, plan.lanes);
  const int members = static_cast<int>(std::clamp<int64_t>(threads, 1, std::max<int64_t>(1, chunks)));
  std::vector<std::unique_ptr<Workspace>> workspaces;
  for (int member = 0; member < members; ++member) workspaces.push_back(borrow(plan));
  run_team(members, [&](int member) {
    for (int64_t k = member; k < chunks; k += members) {
      const int64_t first = k * plan.lanes;
      chunk_work(*workspaces[member], first, static_cast<int>(std::min<int64_t>(plan.lanes, count - first)));
    }
  });
  for (auto& workspace : workspaces) give_back(std::move(workspace));
}

}  // namespace lenet

#include "network/network.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "texts/ctc.h"
#include "network/plan.h"
#include "network/team.h"

namespace lenet {

namespace {

constexpr int kSingleBatch = 4;                // up to this batch size one sample at a time beats 16 half-empty lanes

Shape convolved(const Shape& in, const LayerSpec& spec) {
  if (spec.same) return {in.rows, in.columns, spec.units};
  return {in.rows - spec.rows + 1, in.columns - spec.columns + 1, spec.units};
}

Shape output_shape(const Shape& in, const LayerSpec& spec) {
  switch (spec.kind) {
    case Kind::zero_padding2d: return {in.rows + 2 * spec.rows, in.columns + 2 * spec.columns, in.channels};
    case Kind::conv2d: return convolved(in, spec);
    case Kind::average_pooling2d:
    case Kind::subsampling2d:
    case Kind::max_pooling2d: return {in.rows / spec.rows, in.columns / spec.columns, in.channels};
    case Kind::flatten: return {1, 1, static_cast<int>(in.values())};
    case Kind::dense:
    case Kind::rbf: return {1, 1, spec.units};
  }
  throw std::invalid_argument("unknown layer");
}

}  // namespace

namespace {

// What the passes below take for granted: planes, then at most one Flatten, then Dense layers; a softmax or Rbf at the end.
void check(const Shape& input, const std::vector<LayerSpec>& specs) {
  const auto expect = [](bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(what);
  };
  expect(input.rows > 0 && input.columns > 0 && input.channels > 0, "expected an input of at least one value");
  expect(!specs.empty(), "expected at least one layer");
  bool flat = false;
  for (const LayerSpec& spec : specs) {
    const bool units = has_units(spec.kind), padding = spec.kind == Kind::zero_padding2d, last = &spec == &specs.back();
    expect(flat == units, units ? "expected a Flatten before a Dense layer" : "expected nothing but Dense layers after a Flatten");
    expect(!on_planes(spec.kind) || padding || (spec.rows > 0 && spec.columns > 0), "expected a kernel or pool of at least one row and column");
    expect(!padding || (spec.rows >= 0 && spec.columns >= 0), "expected no less than no padding");
    expect(spec.activation != Activation::softmax || (spec.kind == Kind::dense && last), "expected a softmax only in a last Dense layer");
    expect(spec.kind != Kind::rbf || (last && spec.activation == Activation::linear), "expected an RBF only as the last layer");
    flat = flat || spec.kind == Kind::flatten;
  }
}

}  // namespace

namespace {

// Kernel and bias of a layer; the coefficients of a Subsampling2D and the centers of an Rbf count as its kernel.
int64_t kernel_size(const LayerSpec& spec, const Shape& in) {
  switch (spec.kind) {
    case Kind::conv2d: return static_cast<int64_t>(spec.rows) * spec.columns * in.channels * spec.units;
    case Kind::subsampling2d: return in.channels;
    case Kind::dense:
    case Kind::rbf: return in.values() * spec.units;
    default: return 0;
  }
}

// 1 for each weight [u][v][c][o] of a connection that there is, else 0.
std::vector<float> connected(const LayerSpec& spec, int channels) {
  if (spec.connections.empty()) return {};
  if (spec.connections.size() != static_cast<size_t>(spec.units)) throw std::invalid_argument("expected connections for each filter");
  std::vector<float> found(static_cast<size_t>(spec.rows) * spec.columns * channels * spec.units);
  for (int o = 0; o < spec.units; ++o)
    for (int c : spec.connections[o]) {
      if (c < 0 || c >= channels) throw std::invalid_argument("a connection names a channel that is not there");
      for (int tap = 0; tap < spec.rows * spec.columns; ++tap) found[(static_cast<size_t>(tap) * channels + c) * spec.units + o] = 1;
    }
  return found;
}

}  // namespace

// Makes the layers; returns how many parameters they have.
int64_t Network::place(const std::vector<LayerSpec>& specs) {
  check(input_, specs);
  int64_t parameters = 0;
  Shape shape = input_;
  for (const LayerSpec& spec : specs) {
    Layer layer{spec, shape, output_shape(shape, spec)};
    if (layer.out.rows < 1 || layer.out.columns < 1 || layer.out.channels < 1)
      throw std::invalid_argument("a layer's output would be empty");
    if (spec.kind == Kind::conv2d && spec.same) {
      layer.pad_top = (spec.rows - 1) / 2;
      layer.pad_left = (spec.columns - 1) / 2;
    }
    if (const int64_t kernel = kernel_size(spec, shape)) {
      const bool bias = spec.bias && spec.kind != Kind::rbf;
      layer.kernel_at = parameters;
      layer.bias_at = parameters + kernel;
      layer.parameters = kernel + (bias ? layer.out.channels : 0);
      parameters += layer.parameters;
      if (on_planes(spec.kind)) plane_parameters_ = parameters;
    }
    if (spec.kind == Kind::conv2d) {
      layer.convolution = convolutions_++;
      layer.connected = connected(spec, shape.channels);
    }
    shape = layer.out;
    layers_.push_back(layer);
  }
  single_ = std::make_unique<Plan>(*this, 1);
  lanes_ = std::make_unique<Plan>(*this, kLanes);
  return parameters;
}

Network::Network(const Kernels& kernels, Shape input, const std::vector<LayerSpec>& specs)
    : kernels_(kernels), input_(input), for_answers_alone_(false) {
  const int64_t parameters = place(specs);
  // The Dense kernels begin where the layers on planes end; their rows and updates should not straddle cache lines.
  parameters_ = std::make_shared<const Floats>(parameters, plane_parameters_);
  gradient_ = Floats(parameters, plane_parameters_);
  first_moments_ = Floats(parameters, plane_parameters_);
  second_moments_ = Floats(parameters, plane_parameters_);
}

Network::Network(const Network& trained, Shape input, const std::vector<LayerSpec>& specs)
    : kernels_(trained.kernels_), input_(input), for_answers_alone_(true), parameters_(trained.parameters_) {
  if (place(specs) > static_cast<int64_t>(parameters_->size()))
    throw std::invalid_argument("expected layers with no more parameters than those they take");
}

Network::~Network() = default;

bool Network::parameters_before(size_t layer) const {
  return std::any_of(layers_.begin(), layers_.begin() + layer, [](const Layer& l) { return l.parameters > 0; });
}

const Network::Plan& Network::plan_for(int64_t samples) const { return samples <= kSingleBatch ? *single_ : *lanes_; }

std::unique_ptr<Network::Workspace> Network::borrow(const Plan& plan) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto& workspace : idle_)
    if (&workspace->plan == &plan) {
      std::swap(workspace, idle_.back());
      auto found = std::move(idle_.back());
      idle_.pop_back();
      return found;
    }
  return std::make_unique<Workspace>(plan);
}

void Network::give_back(std::unique_ptr<Workspace> workspace) {
  workspace->soon_floats = 0;
  const std::lock_guard<std::mutex> lock(mutex_);
  idle_.push_back(std::move(workspace));
}

void Network::gather(Workspace& work, const float* const* samples) const {
  kernels_.gather(samples, input_.channels, input_.rows, input_.columns, work.plan.lanes, work.view(0));
}

namespace {

// y: x in a frame of zeros
void pad(const Layer& layer, int lanes, const View& x, const View& y) {
  const int left = layer.spec.columns * lanes, run = layer.in.columns * lanes;
  for (int c = 0; c < layer.out.channels; ++c)
    for (int i = 0; i < layer.out.rows; ++i) {
      float* to = y.origin + c * y.channel + i * y.row;
      const int row = i - layer.spec.rows;
      std::memset(to, 0, (run + 2 * left) * sizeof(float));
      if (row >= 0 && row < layer.in.rows) std::memcpy(to + left, x.origin + c * x.channel + row * x.row, run * sizeof(float));
    }
}

}  // namespace

void Network::forward_layer(Workspace& work, size_t l, float* chunk) const {
  const Layer& layer = layers_[l];
  const LayerSpec& spec = layer.spec;
  const int lanes = work.plan.lanes;
  const float* kernel = parameters_->data() + layer.kernel_at;
  const float* bias = spec.bias ? parameters_->data() + layer.bias_at : nullptr;
  switch (spec.kind) {
    case Kind::conv2d:
      return kernels_.correlate({layer.out.channels, spec.rows, spec.columns * layer.in.channels, work.plan.taps[l].data(),
                                 layer.out.rows, layer.out.columns * lanes, -layer.pad_top, layer.in.rows,
                                 work.view(l).shifted(-layer.pad_top, -layer.pad_left * lanes), work.view(l + 1), kernel, bias,
                                 spec.activation, false, parameters_->data() + plane_parameters_ + layer.convolution * work.soon_floats,
                                 work.soon_floats});
    case Kind::zero_padding2d:
      return pad(layer, lanes, work.view(l), work.view(l + 1));
    case Kind::average_pooling2d:
    case Kind::max_pooling2d:
    case Kind::subsampling2d: {
      const bool scaled = spec.kind == Kind::subsampling2d;
      return kernels_.pool({spec.kind == Kind::max_pooling2d, layer.out.channels, layer.out.rows, layer.out.columns, spec.rows,
                            spec.columns, layer.in.rows, layer.in.columns, lanes, work.view(l), work.view(l + 1), spec.activation,
                            scaled ? kernel : nullptr, scaled ? bias : nullptr});
    }
    case Kind::flatten:
      return kernels_.flatten(layer.in.channels, layer.in.rows, layer.in.columns, lanes, work.view(l),
                              chunk + work.plan.features[l + 1]);
    case Kind::dense:
      kernels_.dense({static_cast<int>(layer.in.values()), spec.units, lanes, kernel, bias}, chunk + work.plan.features[l],
                     chunk + work.plan.features[l + 1]);
      return kernels_.activate(spec.activation, static_cast<size_t>(spec.units) * lanes, chunk + work.plan.features[l + 1]);
    case Kind::rbf:
      return kernels_.rbf({static_cast<int>(layer.in.values()), spec.units, lanes, kernel}, chunk + work.plan.features[l],
                          chunk + work.plan.features[l + 1]);
  }
}

float* Network::forward(Workspace& work, float* chunk) const {
  for (size_t l = 0; l < layers_.size(); ++l) forward_layer(work, l, chunk);
  return chunk + work.plan.features.back();
}

// The loss, and with `gradient` dE/d(sum) of the last layer. Only ctc's answers are a plane, of one row.
Outcome Network::loss_pass(Workspace& work, Objective objective, const Target& target, int room, bool gradient, float* answers) const {
  const Layer& last = layers_.back();
  const int lanes = work.plan.lanes, positions = last.out.columns, classes = last.out.channels;
  if (objective.loss != Loss::ctc)
    return kernels_.loss(objective.loss, last.spec.activation, static_cast<int>(last.out.values()), lanes, target, gradient, answers);
  const View plane = work.view(layers_.size());
  kernels_.flatten(classes, 1, positions, lanes, plane, answers);
  const Outcome outcome = ctc(positions, classes, lanes, room, target, gradient, answers);
  if (gradient) kernels_.flatten_gradient(classes, 1, positions, lanes, answers, last.spec.activation, plane);
  return outcome;
}

// Forward, loss and, with `gradient`, backward for the batch's chunk number `k`; empty lanes repeat a sample with weight 0.
Outcome Network::chunk_pass(Workspace& work, const Batch& batch, int k, bool gradient) {
  const int lanes = work.plan.lanes;
  const int64_t first = static_cast<int64_t>(k) * lanes, values = input_.values();
  const int units = static_cast<int>(output().values());
  Target target;
  target.scale = batch.objective.scale;
  target.rubbish = batch.objective.rubbish;
  target.count = static_cast<int>(std::min<int64_t>(lanes, batch.count - first));
  const float* samples[kLanes];
  for (int lane = 0; lane < lanes; ++lane) {
    const bool used = lane < target.count;
    const int64_t index = batch.index(first + (used ? lane : 0));
    samples[lane] = batch.samples + index * values;
    target.label[lane] = batch.targets.labels ? batch.targets.labels + index * batch.targets.room : nullptr;
    target.values[lane] = batch.targets.values ? batch.targets.values + index * units : nullptr;
    target.weight[lane] = used ? (batch.targets.weights ? batch.targets.weights[index] : 1.0f) / batch.count : 0;
  }
  float* chunk = batch.chunks ? batch.chunks + k * work.plan.chunk : work.chunk.data();
  gather(work, samples);
  float* answers = forward(work, chunk);
  const Outcome outcome = loss_pass(work, batch.objective, target, batch.targets.room, gradient, answers);
  if (gradient) {
    std::memset(chunk, 0, plane_parameters_ * sizeof(float));
    backward(work, chunk);
  }
  return outcome;
}

namespace {

// to[k][i][j][c] for the lanes of a chunk from a plane, or from features [values][lanes] with `origin` alone
void copy_plane(const View& from, const Shape& shape, int lanes, int count, float* to) {
  for (int lane = 0; lane < count; ++lane)
    for (int i = 0; i < shape.rows; ++i)
      for (int j = 0; j < shape.columns; ++j)
        for (int c = 0; c < shape.channels; ++c) *to++ = from.origin[c * from.channel + i * from.row + j * lanes + lane];
}

}  // namespace

void Network::copy_output(Workspace& work, size_t l, const float* chunk, int count, float* to) const {
  const Layer& layer = layers_[l];
  const int lanes = work.plan.lanes;
  if (on_planes(layer.spec.kind)) return copy_plane(work.view(l + 1), layer.out, lanes, count, to);
  const float* features = chunk + work.plan.features[l + 1];
  const int64_t values = layer.out.values();
  for (int lane = 0; lane < count; ++lane)
    for (int64_t k = 0; k < values; ++k) *to++ = features[k * lanes + lane];
}

// Every chunk of the samples by the team; `work` is called with the chunk's workspace, first sample and count.
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

void Network::predict(const float* samples, int64_t count, int threads, float* answers) {
  const int64_t units = output().values();
  each_chunk(count, threads, [&](Workspace& work, int64_t first, int used) {
    forward_all(work, samples, first, used);
    copy_output(work, layers_.size() - 1, work.chunk.data(), used, answers + first * units);
  });
}

void Network::maps(const float* samples, int64_t count, const std::vector<float*>& outputs) {
  each_chunk(count, 1, [&](Workspace& work, int64_t first, int used) {
    forward_all(work, samples, first, used);
    for (size_t l = 0; l < layers_.size(); ++l)
      copy_output(work, l, work.chunk.data(), used, outputs[l] + first * layers_[l].out.values());
  });
}

// Forward with the softmax, which the losses do for themselves.
void Network::forward_all(Workspace& work, const float* samples, int64_t first, int used) const {
  const float* from[kLanes];
  for (int lane = 0; lane < work.plan.lanes; ++lane) from[lane] = samples + (first + (lane < used ? lane : 0)) * input_.values();
  gather(work, from);
  float* answers = forward(work, work.chunk.data());
  if (layers_.back().spec.activation == Activation::softmax)
    kernels_.softmax(static_cast<int>(output().values()), work.plan.lanes, answers);
}

Progress Network::evaluate(const float* samples, const Targets& targets, int64_t count, Objective objective, int threads) {
  const Plan& plan = plan_for(count);
  const Batch batch{samples, targets, nullptr, count, objective, nullptr};
  std::vector<Outcome> outcomes(chunks_of(count, plan.lanes));
  each_chunk(count, threads, [&](Workspace& work, int64_t first, int) {
    const int k = static_cast<int>(first / plan.lanes);
    outcomes[k] = chunk_pass(work, batch, k, false);
  });
  Progress progress;
  for (const Outcome& outcome : outcomes) {
    progress.loss += outcome.loss * count;
    progress.correct += outcome.correct;
  }
  progress.samples = count;
  progress.finite = std::isfinite(progress.loss);
  return progress;
}

}  // namespace lenet

#include "network.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>

#include "team.h"

namespace lenet {

namespace {

constexpr size_t kSlack = 4 * kLanes + 1024;   // floats behind a buffer that a kernel's last vector may read
constexpr int kSingleBatch = 4;                // up to this batch size one sample at a time beats 16 half-empty lanes
constexpr int kBlockRows = 24;                 // of a Dense kernel: gradient and update follow each other in the cache
constexpr int kBlockParameters = 4096;         // the same for the convolutions
constexpr auto kReportInterval = std::chrono::milliseconds(50);

Shape convolved(const Shape& in, const LayerSpec& spec) {
  if (spec.same) return {in.rows, in.columns, spec.units};
  return {in.rows - spec.rows + 1, in.columns - spec.columns + 1, spec.units};
}

Shape output_shape(const Shape& in, const LayerSpec& spec) {
  switch (spec.kind) {
    case Kind::conv2d: return convolved(in, spec);
    case Kind::average_pooling2d:
    case Kind::max_pooling2d: return {in.rows / spec.rows, in.columns / spec.columns, in.channels};
    case Kind::flatten: return {1, 1, static_cast<int>(in.values())};
    case Kind::dense: return {1, 1, spec.units};
  }
  throw std::invalid_argument("unknown layer");
}

bool on_planes(Kind kind) { return kind != Kind::flatten && kind != Kind::dense; }

// turned[taps - 1 - t][o][c] = kernel[t][c][o]
void turn(int taps, int in, int out, const float* kernel, float* turned) {
  for (int t = 0; t < taps; ++t)
    for (int c = 0; c < in; ++c)
      for (int o = 0; o < out; ++o) turned[((taps - 1 - t) * out + o) * in + c] = kernel[(t * in + c) * out + o];
}

int chunks_of(int64_t samples, int lanes) { return static_cast<int>((samples + lanes - 1) / lanes); }

}  // namespace

Floats::Floats(size_t count, size_t aligned)
    : size_(count),
      lead_((kLanes - aligned % kLanes) % kLanes),
      data_(static_cast<float*>(::operator new[]((lead_ + count + kSlack) * sizeof(float), std::align_val_t{64}))) {
  std::memset(data_.get(), 0, (lead_ + count + kSlack) * sizeof(float));
}

// Where everything lies for one number of lanes, in floats from the start of a workspace or of a chunk.
struct Network::Plan {
  struct Plane {
    size_t at = 0;                 // of the first value that is not margin
    ptrdiff_t channel = 0, row = 0;
  };

  int lanes;
  std::vector<Plane> planes;       // planes[0] the input, planes[l + 1] what layer l makes
  std::vector<std::vector<int32_t>> taps, gradient_taps;  // of layer l, where it is a Conv2D: see Correlation
  size_t workspace = 0;
  size_t widest = 0;               // units x lanes of the widest Dense or Flatten
  size_t largest_kernel = 0;       // of the convolutions
  size_t scratch = 0;              // the largest plane with its channels padded, where there is one lane
  std::vector<size_t> features;    // in a chunk: what layer l is given, where l is a Dense; [layers]: the answers
  std::vector<size_t> deltas;      // in a chunk: dE/d(sum) of layer l [lane][padded units], where l is a Dense
  size_t largest_block = kBlockParameters;
  size_t chunk = 0;                // floats a chunk; it begins with its gradient of the convolutions

  Plan(const Network& network, int lanes);
  void place_planes(const Network&);
  void place_taps(const Network&);
  std::vector<int32_t> taps_on(const Plane&, const LayerSpec&, int channels) const;
  void place_chunk(const Network&);
  size_t reserve(size_t& end, size_t count) {
    const size_t at = end;
    end += (count + kLanes - 1) / kLanes * kLanes;
    return at;
  }
};

Network::Plan::Plan(const Network& network, int lanes_) : lanes(lanes_) {
  place_planes(network);
  place_taps(network);
  place_chunk(network);
}

std::vector<int32_t> Network::Plan::taps_on(const Plane& plane, const LayerSpec& spec, int channels) const {
  std::vector<int32_t> found;
  for (int u = 0; u < spec.rows; ++u)
    for (int v = 0; v < spec.columns; ++v)
      for (int c = 0; c < channels; ++c) found.push_back(static_cast<int32_t>(c * plane.channel + u * plane.row + v * lanes));
  return found;
}

void Network::Plan::place_taps(const Network& network) {
  taps.resize(network.layers_.size());
  gradient_taps.resize(network.layers_.size());
  for (size_t l = 0; l < network.layers_.size(); ++l) {
    const Layer& layer = network.layers_[l];
    if (layer.spec.kind != Kind::conv2d) continue;
    taps[l] = taps_on(planes[l], layer.spec, layer.in.channels);
    gradient_taps[l] = taps_on(planes[l + 1], layer.spec, layer.out.channels);
  }
}

// A plane has margins of zeros: as wide as the padding of the convolution that reads it, or as the reach of the one
// that made it, whose input gradient reads beyond the edges.
void Network::Plan::place_planes(const Network& network) {
  const auto& layers = network.layers_;
  size_t planes_count = 0;
  while (planes_count < layers.size() && on_planes(layers[planes_count].spec.kind)) ++planes_count;
  for (size_t p = 0; p <= planes_count; ++p) {
    const Shape shape = p ? layers[p - 1].out : network.input_;
    int rows = 0, columns = 0;
    for (size_t l : {p - 1, p})
      if (l < layers.size() && layers[l].spec.kind == Kind::conv2d && (l + 1 == p || layers[l].spec.same)) {
        rows = std::max(rows, layers[l].spec.rows - 1);
        columns = std::max(columns, layers[l].spec.columns - 1);
      }
    Plane plane;
    const int run = padded(shape.columns * lanes), margin = columns * lanes;
    plane.row = padded(run + 2 * margin);
    plane.channel = plane.row * (shape.rows + 2 * rows);
    plane.at = reserve(workspace, plane.channel * shape.channels) + rows * plane.row + margin;
    planes.push_back(plane);
  }
}

void Network::Plan::place_chunk(const Network& network) {
  reserve(chunk, network.conv_parameters_);
  features.resize(network.layers_.size() + 1);
  deltas.resize(network.layers_.size());
  for (size_t l = 0; l < network.layers_.size(); ++l) {
    const Layer& layer = network.layers_[l];
    if (layer.spec.kind == Kind::conv2d) largest_kernel = std::max(largest_kernel, static_cast<size_t>(layer.parameters));
    if (layer.spec.kind == Kind::conv2d && lanes == 1)
      scratch = std::max(scratch, static_cast<size_t>(layer.out.rows) * layer.out.columns * padded(layer.out.channels));
    if (on_planes(layer.spec.kind)) continue;
    widest = std::max(widest, static_cast<size_t>(layer.out.values()) * lanes);
    if (layer.spec.kind != Kind::dense) continue;
    largest_block = std::max(largest_block, static_cast<size_t>(layer.spec.units) * kBlockRows);
    features[l] = reserve(chunk, layer.in.values() * lanes);
    deltas[l] = reserve(chunk, static_cast<size_t>(lanes) * padded(layer.spec.units));
  }
  features.back() = reserve(chunk, network.output().values() * lanes);
}

// What one thread needs to pass chunks through the network.
struct Network::Workspace {
  const Plan& plan;
  Floats planes;
  Floats deltas[2];
  Floats chunk;
  Floats turned;                   // the kernel of a convolution, turned by 180 degrees
  Floats scratch;                  // see WeightGradient
  Floats gradient;                 // of one block of parameters
  int64_t soon_floats = 0;         // Dense parameters that other threads have updated: each convolution fetches so many
  float* delta = nullptr;          // where backward stands: dE/d(sum) of a Dense or Flatten [units][lanes]

  explicit Workspace(const Plan& p)
      : plan(p), planes(p.workspace), deltas{Floats(p.widest), Floats(p.widest)}, chunk(p.chunk), turned(p.largest_kernel), scratch(p.scratch), gradient(p.largest_block) {}

  View view(size_t plane) const {
    return {planes.data() + plan.planes[plane].at, plan.planes[plane].channel, plan.planes[plane].row};
  }
};

// The samples of one update, and the memory of their chunks.
struct Network::Batch {
  const float* samples;
  const Targets& targets;
  const int64_t* order;            // nullptr: 0, 1, 2, ...
  int64_t count;
  Loss loss;
  float* chunks;

  int64_t index(int64_t k) const { return order ? order[k] : k; }
};

// A run of parameters whose gradient is summed and whose update is made by one thread.
struct Network::Block {
  enum Part { convolutions, kernel, bias } part;
  int64_t at, parameters;          // which of the flat parameters
  size_t layer;                    // of a Dense
  int64_t first_row;               // of its kernel
};

namespace {

// What the passes below take for granted: planes, then at most one Flatten, then Dense layers; a softmax only at the end.
void check(const Shape& input, const std::vector<LayerSpec>& specs) {
  const auto expect = [](bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(what);
  };
  expect(input.rows > 0 && input.columns > 0 && input.channels > 0, "expected an input of at least one value");
  expect(!specs.empty(), "expected at least one layer");
  bool flat = false;
  for (const LayerSpec& spec : specs) {
    const bool dense = spec.kind == Kind::dense;
    expect(flat == dense, dense ? "expected a Flatten before a Dense layer" : "expected nothing but Dense layers after a Flatten");
    expect(!on_planes(spec.kind) || (spec.rows > 0 && spec.columns > 0), "expected a kernel or pool of at least one row and column");
    expect(spec.activation != Activation::softmax || (dense && &spec == &specs.back()), "expected a softmax only in a last Dense layer");
    flat = flat || spec.kind == Kind::flatten;
  }
}

}  // namespace

Network::Network(const Kernels& kernels, Shape input, const std::vector<LayerSpec>& specs) : kernels_(kernels), input_(input) {
  check(input, specs);
  int64_t parameters = 0;
  Shape shape = input;
  for (const LayerSpec& spec : specs) {
    Layer layer{spec, shape, output_shape(shape, spec)};
    if (layer.out.rows < 1 || layer.out.columns < 1 || layer.out.channels < 1)
      throw std::invalid_argument("a layer's output would be empty");
    if (spec.kind == Kind::conv2d && spec.same) {
      layer.pad_top = (spec.rows - 1) / 2;
      layer.pad_left = (spec.columns - 1) / 2;
    }
    if (spec.kind == Kind::conv2d || spec.kind == Kind::dense) {
      const int64_t inputs = spec.kind == Kind::dense ? shape.values() : static_cast<int64_t>(spec.rows) * spec.columns * shape.channels;
      layer.kernel_at = parameters;
      layer.bias_at = parameters + inputs * spec.units;
      layer.parameters = (inputs + spec.bias) * spec.units;
      parameters += layer.parameters;
      if (spec.kind == Kind::conv2d) {
        conv_parameters_ = parameters;
        layer.convolution = convolutions_++;
      }
    }
    shape = layer.out;
    layers_.push_back(layer);
  }
  // The Dense kernels begin where the convolutions end; their rows and updates should not straddle cache lines.
  parameters_ = Floats(parameters, conv_parameters_);
  gradient_ = Floats(parameters, conv_parameters_);
  first_moments_ = Floats(parameters, conv_parameters_);
  second_moments_ = Floats(parameters, conv_parameters_);
  single_ = std::make_unique<Plan>(*this, 1);
  lanes_ = std::make_unique<Plan>(*this, kLanes);
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

void Network::forward_layer(Workspace& work, size_t l, float* chunk) const {
  const Layer& layer = layers_[l];
  const LayerSpec& spec = layer.spec;
  const int lanes = work.plan.lanes;
  const float* kernel = parameters_.data() + layer.kernel_at;
  const float* bias = spec.bias ? parameters_.data() + layer.bias_at : nullptr;
  switch (spec.kind) {
    case Kind::conv2d:
      return kernels_.correlate({layer.out.channels, spec.rows, spec.columns * layer.in.channels, work.plan.taps[l].data(),
                                 layer.out.rows, layer.out.columns * lanes, -layer.pad_top, layer.in.rows,
                                 work.view(l).shifted(-layer.pad_top, -layer.pad_left * lanes), work.view(l + 1), kernel, bias,
                                 spec.activation, false, parameters_.data() + conv_parameters_ + layer.convolution * work.soon_floats,
                                 work.soon_floats});
    case Kind::average_pooling2d:
    case Kind::max_pooling2d:
      return kernels_.pool({spec.kind == Kind::max_pooling2d, layer.out.channels, layer.out.rows, layer.out.columns, spec.rows,
                            spec.columns, layer.in.rows, layer.in.columns, lanes, work.view(l), work.view(l + 1), Activation::linear});
    case Kind::flatten:
      return kernels_.flatten(layer.in.channels, layer.in.rows, layer.in.columns, lanes, work.view(l),
                              chunk + work.plan.features[l + 1]);
    case Kind::dense:
      kernels_.dense({static_cast<int>(layer.in.values()), spec.units, lanes, kernel, bias}, chunk + work.plan.features[l],
                     chunk + work.plan.features[l + 1]);
      return kernels_.activate(spec.activation, static_cast<size_t>(spec.units) * lanes, chunk + work.plan.features[l + 1]);
  }
}

float* Network::forward(Workspace& work, float* chunk) const {
  for (size_t l = 0; l < layers_.size(); ++l) forward_layer(work, l, chunk);
  return chunk + work.plan.features.back();
}

void Network::backward_conv(Workspace& work, size_t l, float* conv_gradient) {
  const Layer& layer = layers_[l];
  const LayerSpec& spec = layer.spec;
  const int lanes = work.plan.lanes;
  kernels_.weight_gradient({layer.in.channels, layer.out.channels, spec.rows, spec.columns, work.plan.taps[l].data(),
                            layer.out.rows, layer.out.columns * lanes, lanes,
                            work.view(l).shifted(-layer.pad_top, -layer.pad_left * lanes), work.view(l + 1), work.scratch.data(),
                            conv_gradient + layer.kernel_at, spec.bias ? conv_gradient + layer.bias_at : nullptr});
  if (!parameters_before(l)) return;
  // dx is the correlation of dy with the kernel turned by 180 degrees, its channels exchanged.
  const int taps = spec.rows * spec.columns, in = layer.in.channels, out = layer.out.channels;
  turn(taps, in, out, parameters_.data() + layer.kernel_at, work.turned.data());
  const int above = spec.rows - 1 - layer.pad_top, before = spec.columns - 1 - layer.pad_left;
  kernels_.correlate({in, spec.rows, spec.columns * out, work.plan.gradient_taps[l].data(), layer.in.rows,
                      layer.in.columns * lanes, -above, layer.out.rows,
                      work.view(l + 1).shifted(-above, -before * lanes), work.view(l), work.turned.data(), nullptr, activation_before(l), true});
}

void Network::backward_dense(Workspace& work, size_t l, float* chunk) {
  const Layer& layer = layers_[l];
  const int lanes = work.plan.lanes;
  float* rows = chunk + work.plan.deltas[l];
  float* x = chunk + work.plan.features[l];
  kernels_.transpose(layer.spec.units, lanes, work.delta, rows);
  if (!parameters_before(l)) return;
  float* dx = work.deltas[work.delta == work.deltas[0].data()].data();
  const int in = static_cast<int>(layer.in.values());
  kernels_.dense_input_gradient({in, layer.spec.units, lanes, parameters_.data() + layer.kernel_at, nullptr},
                                lanes == 1 ? rows : work.delta, dx);
  kernels_.derive(activation_before(l), static_cast<size_t>(in) * lanes, x, dx);
  work.delta = dx;
}

// From dE/d(sum) of the last layer to the gradient of every convolution, and to what the Dense gradients are summed from.
void Network::backward(Workspace& work, float* chunk, float* conv_gradient) {
  work.delta = chunk + work.plan.features.back();
  for (size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    const bool wanted = layer.parameters > 0 || parameters_before(l);
    if (!wanted) return;
    switch (layer.spec.kind) {
      case Kind::dense: backward_dense(work, l, chunk); break;
      case Kind::conv2d: backward_conv(work, l, conv_gradient); break;
      case Kind::flatten:
        kernels_.flatten_gradient(layer.in.channels, layer.in.rows, layer.in.columns, work.plan.lanes, work.delta,
                                  activation_before(l), work.view(l));
        break;
      case Kind::average_pooling2d:
      case Kind::max_pooling2d:
        kernels_.pool_gradient({layer.spec.kind == Kind::max_pooling2d, layer.out.channels, layer.out.rows, layer.out.columns,
                                layer.spec.rows, layer.spec.columns, layer.in.rows, layer.in.columns, work.plan.lanes, work.view(l),
                                work.view(l + 1), activation_before(l)});
        break;
    }
  }
}

// Forward, loss and, with `gradient`, backward for the batch's chunk number `k`; empty lanes repeat a sample with weight 0.
Outcome Network::chunk_pass(Workspace& work, const Batch& batch, int k, bool gradient) {
  const int lanes = work.plan.lanes;
  const int64_t first = static_cast<int64_t>(k) * lanes, values = input_.values();
  const int units = static_cast<int>(output().values());
  Target target;
  target.count = static_cast<int>(std::min<int64_t>(lanes, batch.count - first));
  const float* samples[kLanes];
  for (int lane = 0; lane < lanes; ++lane) {
    const bool used = lane < target.count;
    const int64_t index = batch.index(first + (used ? lane : 0));
    samples[lane] = batch.samples + index * values;
    target.label[lane] = batch.targets.labels ? batch.targets.labels + index : nullptr;
    target.values[lane] = batch.targets.values ? batch.targets.values + index * units : nullptr;
    target.weight[lane] = used ? (batch.targets.weights ? batch.targets.weights[index] : 1.0f) / batch.count : 0;
  }
  float* chunk = batch.chunks ? batch.chunks + k * work.plan.chunk : work.chunk.data();
  gather(work, samples);
  float* answers = forward(work, chunk);
  const Outcome outcome = kernels_.loss(batch.loss, layers_.back().spec.activation, units, lanes, target, gradient, answers);
  if (gradient) {
    std::memset(chunk, 0, conv_parameters_ * sizeof(float));
    backward(work, chunk, chunk);
  }
  return outcome;
}

std::vector<Network::Block> Network::blocks() const {
  std::vector<Block> found;
  for (int64_t at = 0; at < conv_parameters_; at += kBlockParameters)
    found.push_back({Block::convolutions, at, std::min<int64_t>(kBlockParameters, conv_parameters_ - at), 0, 0});
  for (size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
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
  if (block.part == Block::convolutions) {
    std::memcpy(gradient, batch.chunks + block.at, block.parameters * sizeof(float));
    for (int k = 1; k < chunks.count; ++k) kernels_.add(block.parameters, batch.chunks + k * plan.chunk + block.at, gradient);
    return;
  }
  const int units = layers_[block.layer].spec.units;
  const float* deltas = batch.chunks + plan.deltas[block.layer];
  if (block.part == Block::bias) return kernels_.dense_bias_gradient(chunks, units, deltas, gradient);
  const float* features = batch.chunks + plan.features[block.layer] + block.first_row * lanes;
  kernels_.dense_weight_gradient(chunks, units, static_cast<int>(block.parameters / units), features, deltas, gradient);
}

void Network::update_block(const Block& block, const Update& update, const float* gradient) {
  kernels_.update(update, block.parameters, gradient, parameters_.data() + block.at, first_moments_.data() + block.at,
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
          recipe.epsilon};
}

Progress Network::train(const float* samples, const Targets& targets, const int64_t* order, int64_t count, int batch_size,
                        const double* rates, const Recipe& recipe, int threads, const std::function<bool(const Progress&)>& report) {
  const Plan& plan = plan_for(batch_size);
  const int most_chunks = std::max(1, chunks_of(std::min<int64_t>(batch_size, count), plan.lanes));
  const int members = std::clamp(threads, 1, most_chunks);
  Floats chunks(static_cast<size_t>(most_chunks) * plan.chunk);
  std::vector<Outcome> outcomes(most_chunks);
  std::vector<std::unique_ptr<Workspace>> workspaces;
  for (int member = 0; member < members; ++member) workspaces.push_back(borrow(plan));
  if (members > 1 && convolutions_ > 0)
    for (auto& work : workspaces) work->soon_floats = (static_cast<int64_t>(parameters_.size()) - conv_parameters_) / convolutions_;
  const std::vector<Block> all = blocks();
  int64_t share = 0;
  std::vector<std::vector<Block>> shares(members);
  for (const Block& block : all) {
    shares[share * members / std::max<int64_t>(1, static_cast<int64_t>(parameters_.size()))].push_back(block);
    share += block.parameters;
  }
  Progress progress;
  bool stop = false;
  auto reported = std::chrono::steady_clock::now();
  Barrier barrier(members);

  run_team(members, [&](int member) {
    Workspace& work = *workspaces[member];
    int64_t step = 0;
    for (int64_t first = 0; first < count; first += batch_size, ++step) {
      const Batch batch{samples, targets, order + first, std::min<int64_t>(batch_size, count - first), recipe.loss, chunks.data()};
      const int used = chunks_of(batch.count, plan.lanes);
      for (int k = member; k < used; k += members) outcomes[k] = chunk_pass(work, batch, k, true);
      barrier.wait();
      double loss = 0;
      int64_t correct = 0;
      for (int k = 0; k < used; ++k) {
        loss += outcomes[k].loss;
        correct += outcomes[k].correct;
      }
      if (stop || !std::isfinite(loss)) {
        if (member == 0) progress.finite = stop || std::isfinite(loss);
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
      ++progress.steps;
      progress.samples += batch.count;
      progress.correct += correct;
      progress.loss += loss * batch.count;
      const auto now = std::chrono::steady_clock::now();
      if (now - reported < kReportInterval) continue;
      reported = now;
      stop = !report(progress);
    }
  });
  for (auto& workspace : workspaces) give_back(std::move(workspace));
  return progress;
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

Progress Network::evaluate(const float* samples, const Targets& targets, int64_t count, Loss loss, int threads) {
  const Plan& plan = plan_for(count);
  const Batch batch{samples, targets, nullptr, count, loss, nullptr};
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

double Network::loss_and_gradient(const float* samples, const Targets& targets, int64_t count, Loss loss) {
  const Plan& plan = plan_for(count);
  const int used = chunks_of(count, plan.lanes);
  Floats chunks(static_cast<size_t>(std::max(1, used)) * plan.chunk);
  const Batch batch{samples, targets, nullptr, count, loss, chunks.data()};
  auto work = borrow(plan);
  double total = 0;
  for (int k = 0; k < used; ++k) total += chunk_pass(*work, batch, k, true).loss;
  give_back(std::move(work));
  for (const Block& block : blocks()) block_gradient(plan, batch, block, gradient_.data() + block.at);
  return total;
}

}  // namespace lenet

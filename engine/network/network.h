// A network: its layers' shapes, its parameters, and the passes over them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "kernels/kernels.h"

namespace lenet {

enum class Kind { zero_padding2d, conv2d, average_pooling2d, max_pooling2d, subsampling2d, flatten, dense, rbf };

struct LayerSpec {
  Kind kind;
  int units = 0;                   // filters of a Conv2D, units of a Dense or Rbf
  int rows = 0, columns = 0;       // kernel, pool, or the rows and columns of zeros on each side
  bool same = false;               // padding
  bool bias = true;
  Activation activation = Activation::linear;
  bool trainable = true;           // of an Rbf
  std::vector<std::vector<int>> connections = {};  // of a Conv2D: each filter's input channels; none: all
};

struct Shape {
  int rows, columns, channels;
  int64_t values() const { return static_cast<int64_t>(rows) * columns * channels; }
};

// Zero-initialised floats with room behind them for a last vector to reach over the end. Number `aligned` and each kLanes
// further on lie at the start of a cache line.
class Floats {
 public:
  explicit Floats(size_t count, size_t aligned = 0);
  float* data() const { return data_.get() + lead_; }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* floats) const { ::operator delete[](floats, std::align_val_t{64}); }
  };
  size_t size_, lead_;
  std::unique_ptr<float[], Free> data_;
};

struct Layer {
  LayerSpec spec;
  Shape in, out;
  int64_t kernel_at = 0, bias_at = 0, parameters = 0;  // places in the flat parameters
  int convolution = 0;                                 // its number among the Conv2Ds
  std::vector<float> connected = {};                   // of a Conv2D with connections: its kernel's, 1 or 0
  int pad_top = 0, pad_left = 0;                       // zeros before the first row and column of a Conv2D's input
};

// What is wanted of each sample: labels [room], or values [units]; and weights (nullptr: 1 each).
struct Targets {
  const int32_t* labels = nullptr;
  const float* values = nullptr;
  const float* weights = nullptr;
  int room = 1;                    // of ctc: labels a sample, the rest of them 0
};

// What is minimised. Of penalties: what each is multiplied by first, and maximum_a_posteriori's j.
struct Objective {
  Loss loss;
  float scale = 1, rubbish = 0;
};

struct Recipe {
  Objective objective;
  Optimizer optimizer;
  float momentum, beta_1, beta_2, epsilon, weight_decay;
  bool nesterov;
};

struct Progress {
  int64_t steps = 0, samples = 0, correct = 0;
  double loss = 0;                 // sum over the batches of batch size * the batch's loss
  bool finite = true;              // false: the next step's loss was not; its update was not made
};

class Network {
 public:
  Network(const Kernels& kernels, Shape input, const std::vector<LayerSpec>& layers);

  // For answers alone, with another network's parameters, as far as these layers have any: shared, not copied.
  Network(const Network& trained, Shape input, const std::vector<LayerSpec>& layers);
  ~Network();

  // Values of the last layer for each of the samples [count][rows * columns * channels].
  void predict(const float* samples, int64_t count, int threads, float* answers);

  // Every layer's output, channels last: outputs[l] has count * layers[l].out.values() floats.
  void maps(const float* samples, int64_t count, const std::vector<float*>& outputs);

  Progress evaluate(const float* samples, const Targets&, int64_t count, Objective, int threads);

  // One update a batch of `order`, which holds `count` indices of samples; rates has one learning rate a step. Between
  // steps `report` is called now and then and may answer false to stop. The optimiser's step count goes on from `updates`.
  Progress train(const float* samples, const Targets&, const int64_t* order, int64_t count, int batch, const double* rates,
                 const Recipe&, int threads, const std::function<bool(const Progress&)>& report);

  // The mean loss over the samples, and its gradient for every parameter in `gradient()`.
  double loss_and_gradient(const float* samples, const Targets&, int64_t count, Objective);

  // The mean over the samples of each parameter's second derivative of the loss, by Gauss and Newton and without cross
  // terms (LeCun et al. 1998, Appendix C), in `second_moments()`.
  void curvature(const float* samples, const Targets&, int64_t count, Objective);

  const Kernels& kernels() const { return kernels_; }
  const std::vector<Layer>& layers() const { return layers_; }
  Shape input() const { return input_; }
  Shape output() const { return layers_.back().out; }
  const Floats& parameters() const { return *parameters_; }
  const Floats& gradient() const { return gradient_; }
  const Floats& first_moments() const { return first_moments_; }
  const Floats& second_moments() const { return second_moments_; }
  bool for_answers_alone() const { return for_answers_alone_; }
  int64_t updates = 0;

 private:
  struct Plan;
  struct Workspace;
  struct Block;
  struct Batch;

  int64_t place(const std::vector<LayerSpec>&);
  const Plan& plan_for(int64_t samples) const;
  std::unique_ptr<Workspace> borrow(const Plan&);
  void give_back(std::unique_ptr<Workspace>);

  using ChunkWork = std::function<void(Workspace&, int64_t first, int used)>;

  void each_chunk(int64_t count, int threads, const ChunkWork&);
  void forward_all(Workspace&, const float* samples, int64_t first, int used) const;
  void copy_output(Workspace&, size_t layer, const float* chunk, int count, float* to) const;
  void gather(Workspace&, const float* const* samples) const;
  void forward_layer(Workspace&, size_t layer, float* chunk) const;
  float* forward(Workspace&, float* chunk) const;
  void backward(Workspace&, float* chunk) const;
  void backward_plane(Workspace&, size_t layer, const float* parameters, Activation before, bool curvature, float* gradient) const;
  void backward_conv(Workspace&, size_t layer, const float* parameters, Activation before, float* gradient) const;
  void backward_padding(Workspace&, size_t layer, Activation before) const;
  void backward_units(Workspace&, size_t layer, const float* parameters, float* chunk) const;
  void seed_curvature(const Batch&, int64_t sample, int lanes, float* answers) const;
  void seed_penalties(Workspace&, const Batch&, int64_t first, int used, float* gradient) const;
  void curve_units(Workspace&, size_t layer, const float* squares, float* gradient) const;
  void curve_plane(Workspace&, size_t layer, const float* squares, float* gradient) const;
  void curve_chunk(Workspace&, const Batch&, int64_t first, int used, const float* squares, float* gradient) const;
  Outcome chunk_pass(Workspace&, const Batch&, int chunk, bool gradient);
  Outcome loss_pass(Workspace&, Objective, const Target&, int room, bool gradient, float* answers) const;
  std::vector<Block> blocks() const;
  void block_gradient(const Plan&, const Batch&, const Block&, float* gradient) const;
  void update_block(const Block&, const Update&, const float* gradient);
  Update update_for(const Recipe&, double rate) const;
  Activation activation_before(size_t layer) const { return layer ? layers_[layer - 1].spec.activation : Activation::linear; }
  bool parameters_before(size_t layer) const;

  const Kernels& kernels_;
  Shape input_;
  std::vector<Layer> layers_;
  int64_t plane_parameters_ = 0;
  int convolutions_ = 0;
  const bool for_answers_alone_;
  std::shared_ptr<const Floats> parameters_;
  Floats gradient_{0}, first_moments_{0}, second_moments_{0};
  std::unique_ptr<Plan> single_, lanes_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> idle_;
};

}  // namespace lenet

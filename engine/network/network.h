// A network: its layers' shapes, its parameters, and the passes over them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "kernels/kernels.h"
#include "network/floats.h"
#include "network/layer.h"
#include "network/parameter_array.h"
#include "network/recipe.h"
#include "network/team.h"

namespace lenet {

class Network {
 public:
  Network(const Kernels& kernels, Shape input, const std::vector<LayerSpec>& layers);

  // With another network's parameters, as far as these layers have any: shared, not copied. For answers alone, or to be
  // trained, with an optimiser's moments of its own.
  Network(const Network& other, Shape input, const std::vector<LayerSpec>& layers, bool for_answers_alone);
  ~Network();

  // Elements of the last layer for each of the samples [count][rows * columns * channels].
  void predict(const float* samples, int64_t count, int threads, float* answers);

  // Every layer's output, channels last: outputs[l] has count * layers[l].out.values() floats.
  void maps(const float* samples, int64_t count, const std::vector<float*>& outputs);

  // With `answers`, what the network answered to each sample [count][units] is left there.
  Progress evaluate(const float* samples, const Targets&, int64_t count, Objective, int threads,
                    float* answers = nullptr);

  // One update a batch of `order`, which holds `count` indices of samples; rates has one learning rate a step. Between
  // steps `report` is called now and then and may answer false to stop. The optimiser's step count goes on from
  // `updates`. With `answers`, what the network answered to each sample before its step is left there, in `order`.
  Progress train(const float* samples, const Targets&, const int64_t* order, int64_t count, int batch,
                 const double* rates, const Recipe&, int threads, const std::function<bool(const Progress&)>& report,
                 float* answers = nullptr);

  // The arrays that training changes, for penalties, clipping by norm and constraints; none at first. Losses are with
  // their penalties from then on. Throws std::invalid_argument for arrays beyond the parameters.
  void set_arrays(std::vector<ParameterArray>);
  const std::vector<ParameterArray>& arrays() const { return arrays_; }

  // The mean loss over the samples, and its gradient for every parameter in `gradient()`.
  double loss_and_gradient(const float* samples, const Targets&, int64_t count, Objective);

  // Each layer's error, the gradient of that mean loss for what the layer adds up before its activation, of each
  // sample: outputs[l] as those of `maps`. What is dropped in training is not. Throws std::invalid_argument where
  // errors do not reach every layer as the network answers: where the first layers do not learn, and of a
  // BatchNormalization that does.
  void errors(const float* samples, const Targets&, int64_t count, Objective, const std::vector<float*>& outputs);

  // The mean over the samples of each parameter's second derivative of the loss, by Gauss and Newton and without cross
  // terms (LeCun et al. 1998, Appendix C), in `second_moments()`.
  void curvature(const float* samples, const Targets&, int64_t count, Objective);

  const Kernels& kernels() const { return kernels_; }
  const std::vector<Layer>& layers() const { return layers_; }
  Shape input() const { return input_; }
  Shape output() const { return layers_.back().out; }
  const Floats& parameters() const { return *parameters_; }
  int64_t parameter_count() const { return parameter_count_; }  // those of its own layers, the first of them
  const Floats& gradient() const { return gradient_; }
  const Floats& first_moments() const { return first_moments_; }
  const Floats& second_moments() const { return second_moments_; }
  const Floats& third_moments() const { return third_moments_; }
  bool for_answers_alone() const { return for_answers_alone_; }
  int64_t updates = 0;

 private:
  struct Plan;
  struct Workspace;
  struct Block;
  struct Batch;
  struct Pass;
  struct Meeting;
  struct Crew;

  void plan_layers();
  void add_moments();
  const Plan& plan_for(int64_t samples) const;
  std::unique_ptr<Workspace> borrow(const Plan&);
  void give_back(std::unique_ptr<Workspace>);

  using ChunkWork = std::function<void(Workspace&, int64_t first, int used)>;

  void each_chunk(int64_t count, int threads, const ChunkWork&);
  void forward_all(Workspace&, const float* samples, int64_t first, int used) const;
  void copy_output(Workspace&, size_t layer, float* chunk, int count, float* to) const;
  void copy_error(Workspace&, size_t layer, int count, float* to) const;
  bool has_errors() const;
  void gather(Workspace&, const float* const* samples) const;
  Elements elements_of(Workspace&, size_t layer, float* chunk) const;
  Elements row_of(const Elements&, const Layer&) const;
  Windows windows_of(const Workspace&, size_t layer, Activation before) const;
  Dropped dropped(const Workspace&, size_t layer) const;
  Normalised normalised(Workspace&, size_t layer, Activation) const;
  void forward_elementwise(Workspace&, size_t layer, float* chunk) const;
  void forward_reorder(Workspace&, size_t layer) const;
  void forward_layer(Workspace&, size_t layer, float* chunk) const;
  float* forward(Workspace&, float* chunk, size_t from, size_t to) const;
  void backward(Workspace&, float* chunk, size_t from, size_t to) const;
  void backward_elementwise(Workspace&, size_t layer, Activation before, float* chunk) const;
  void backward_plane(Workspace&, size_t layer, const float* parameters, Activation before, bool curvature,
                      float* gradient) const;
  void backward_conv(Workspace&, size_t layer, const float* parameters, Activation before, float* gradient) const;
  void backward_padding(Workspace&, size_t layer, Activation before) const;
  void backward_reorder(Workspace&, size_t layer, Activation before) const;
  void backward_units(Workspace&, size_t layer, const float* parameters, float* chunk) const;
  void seed_curvature(const Batch&, int64_t sample, int lanes, float* answers) const;
  void seed_penalties(Workspace&, const Batch&, int64_t first, int used, float* gradient) const;
  void curve_units(Workspace&, size_t layer, const float* squares, float* gradient) const;
  void curve_plane(Workspace&, size_t layer, const float* squares, float* gradient) const;
  void curve_chunk(Workspace&, const Batch&, int64_t first, int used, const float* squares, float* gradient) const;
  static float share_of(const Batch&, int64_t index);
  void keep_answers(Workspace&, const float* answers, int count, float* to) const;
  void begin_chunk(Workspace&, const Batch&, int chunk) const;
  Outcome end_chunk(Workspace&, const Batch&, int chunk, bool gradient, float* answers) const;
  void pass_chunks(Crew&, const Batch&, int member) const;
  void meet_forward(Crew&, const Batch&, int member, size_t layer) const;
  void meet_backward(Crew&, const Batch&, int member, size_t layer) const;
  void move_moments(const Meeting&);
  std::unique_ptr<Crew> crew_for(const Plan&, int members, int most_chunks);
  Outcome loss_pass(Workspace&, Objective, const Target&, int room, bool gradient, float* answers) const;
  std::vector<Block> blocks() const;
  std::vector<std::vector<Block>> shares_of(int members) const;
  void block_gradient(const Plan&, const Batch&, const Block&, const Meeting&, float* gradient) const;
  void whole_gradient(const Plan&, const Batch&, const Block&, const Meeting&, float* gradient) const;
  void sum_penalties(int member, int members, std::vector<double>& sums) const;
  double penalty() const;
  void sum_squares(int member, int members, std::vector<double>& sums) const;
  void clip_norms(const Recipe&, const Block&, const std::vector<double>& squares);
  bool constrained() const;
  void constrain(int member, int members);
  void begin_training(const Recipe&);
  void update_block(const Block&, const Recipe&, const Update&, float* gradient);
  Update update_for(const Recipe&, double rate) const;
  Activation activation_before(size_t layer) const {
    return layer ? layers_[layer - 1].spec.activation : Activation::linear;
  }
  bool learns_before(size_t layer) const;

  const Kernels& kernels_;
  Shape input_;
  std::vector<Layer> layers_;
  int64_t plane_parameters_ = 0, parameter_count_ = 0;
  int convolutions_ = 0;
  int normalised_ = 0;            // channels of all BatchNormalizations
  std::vector<size_t> meetings_;  // the BatchNormalizations that learn: a step's chunks wait for each other there
  const bool for_answers_alone_;
  std::shared_ptr<const Floats> parameters_;
  std::vector<ParameterArray> arrays_;
  bool penalised_ = false;  // any of them
  Floats gradient_{0}, first_moments_{0}, second_moments_{0}, third_moments_{0};
  std::unique_ptr<Plan> single_, lanes_;
  Mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> idle_;
};

}  // namespace lenet

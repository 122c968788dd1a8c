// Sizes that no vector divides, one of each layer and of each loss.
#include "tests/network/architectures.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace lenet::tests {

namespace {

const std::vector<Recipe> kRecipes{
    {{Loss::sparse_categorical_crossentropy}, Optimizer::adam, 0, 0.9f, 0.999f, 1e-7f, 0, 0.01f, false},
    {{Loss::categorical_crossentropy}, Optimizer::sgd, 0.9f, 0, 0, 0, 0, 0, true},
    {{Loss::mse}, Optimizer::sgd, 0, 0, 0, 0, 0, 0, false},
    {{Loss::mse}, Optimizer::rmsprop, 0.9f, 0, 0.9f, 1e-3f, 0, 0, false, true, 0, 0, 0.5f, 0},
    {{Loss::mse}, Optimizer::adagrad, 0, 0, 0, 1e-7f, 0, 0.01f, false, false, 0.1f, 0, 0, 0.3f},
    {{Loss::mse}, Optimizer::nadam, 0, 0.9f, 0.999f, 1e-7f, 0, 0, false, false, 0, 0.1f, 0, 0},
};
// Of networks that end without a softmax.
const std::vector<Recipe> kLogitRecipes{
    {{Loss::sparse_categorical_crossentropy, 1, 0, true}, Optimizer::adam, 0, 0.9f, 0.999f, 1e-7f, 0, 0.01f, false},
    {{Loss::categorical_crossentropy, 1, 0, true}, Optimizer::sgd, 0.9f, 0, 0, 0, 0, 0, true},
    {{Loss::mse}, Optimizer::sgd, 0, 0, 0, 0, 0, 0, false},
};
const std::vector<Recipe> kPenaltyRecipes{
    {{Loss::maximum_likelihood}, Optimizer::diagonal_lm, 0, 0, 0, 0, 0.02f, 0.1f, false},
    {{Loss::maximum_a_posteriori, 0.5f, 2.0f}, Optimizer::adam, 0, 0.9f, 0.999f, 1e-7f, 0, 0.01f, false},
    {{Loss::maximum_a_posteriori, 1.0f, INFINITY}, Optimizer::diagonal_lm, 0, 0, 0, 0, 0.02f, 0, false},
};

const std::vector<Recipe> kStringRecipes{
    {{Loss::ctc}, Optimizer::adam, 0, 0.9f, 0.999f, 1e-7f, 0, 0.01f, false},
    {{Loss::ctc}, Optimizer::sgd, 0.9f, 0, 0, 0, 0, 0, true, false, 0, 0, 0, 0.5f},
};

}  // namespace

std::vector<Architecture> architectures() {
  using A = Activation;
  const Kind average = Kind::average_pooling2d, maximum = Kind::max_pooling2d;
  return {
      {{28, 28, 1},
       {conv(6, 3, 3, false, true, A::tanh), pool(average, 2, 2), conv(16, 3, 3, false, true, A::tanh),
        pool(average, 2, 2), kFlatten, dense(128, A::tanh), dense(10, A::softmax)}},
      {{11, 7, 3},
       {conv(5, 4, 2, true, false, A::relu), pool(maximum, 3, 2), conv(33, 2, 3, true, true, A::sigmoid), kFlatten,
        dense(7, A::relu, false), dense(3, A::softmax)}},
      {{3, 2, 1},
       {conv(2, 5, 6, true, true, A::relu), conv(1, 1, 1, false, true, A::linear), kFlatten, dense(1, A::sigmoid)}},
      {{9, 40, 2}, {pool(maximum, 2, 3), conv(9, 4, 13, false, true, A::tanh), kFlatten, dense(17, A::softmax)}},
      {{1, 1, 5}, {kFlatten, dense(70, A::tanh), dense(2, A::linear)}},
      {{16, 20, 1},
       {conv(6, 5, 5, false, true, A::scaled_tanh), subsampling(2, 2, true, A::scaled_tanh),
        connected(3, 3, 3, A::scaled_tanh, {{0, 1, 2}, {5}, {1, 3, 4}}), subsampling(2, 2, true, A::scaled_tanh),
        kFlatten, dense(12, A::scaled_tanh), rbf(4, false)}},
      {{8, 21, 1},
       {conv(5, 3, 3, false, true, A::relu), pool(maximum, 2, 2), conv(20, 3, 2, false, true, A::tanh),
        conv(4, 1, 1, false, true, A::linear)}},
      {{5, 6, 2},
       {padding(1, 2), subsampling(3, 2, false, A::tanh), padding(2, 0),
        connected(4, 2, 3, A::sigmoid, {{1}, {0}, {0, 1}, {1}}), padding(0, 0), pool(maximum, 2, 1), kFlatten,
        rbf(3, true)}},
      {{12, 11, 2},
       {conv(6, 3, 3, false, false, A::linear), normalised(true, true), curved({Curve::relu, 0.1f, INFINITY, 0}),
        windows(maximum, 3, 3, {2, 2, 0, 1, 5, 5}), dropout(0.3f), kFlatten, dense(9, A::tanh),
        normalised(true, false, false), dropout(0.5f), dense(4, A::softmax)}},
      {{9, 8, 1},
       {normalised(false, false), conv(5, 3, 2, true, true, A::relu), dropout(0.4f, true),
        normalised(true, true, false, A::sigmoid), windows(average, 2, 3, {3, 3, 1, 0, 4, 3}), kFlatten,
        normalised(false, true), curved({Curve::gelu}), dense(3, A::linear)}},
      {{7, 10, 3},
       {dropout(0.2f), conv(18, 2, 3, false, true, A::tanh), curved({Curve::silu}),
        windows(maximum, 1, 1, {2, 2, 0, 0, 3, 4}), windows(average, 1, 1, {1, 1, 2, 1, 6, 7}),
        normalised(true, true, true, A::tanh), kFlatten, dropout(0.2f, true), dense(20, A::relu),
        normalised(true, true), dense(2, A::softmax)}},
      {{5, 6, 20}, {conv(27, 3, 3, true, true, A::relu), kFlatten, dense(3, A::softmax)}},
      {{3, 9, 8},
       {reorder(9, 8, 3, {1, 2, 0}), conv(5, 3, 2, false, true, A::tanh), reorder(5, 7, 7, {2, 0, 1}),
        reorder(7, 5, 7, {0, 1, 2}), conv(4, 2, 2, true, true, A::relu), pool(maximum, 2, 2),
        reorder(4, 2, 3, {2, 1, 0}), kFlatten, dense(3, A::softmax)}},
  };
}

void start(Network& network, unsigned seed) {
  std::mt19937 own(seed);
  std::normal_distribution<float> normal(0, 0.2f);
  for (size_t k = 0; k < network.parameters().size(); ++k) network.parameters().data()[k] = normal(own);
  for (const Layer& layer : network.layers()) {
    float* parameters = network.parameters().data();
    for (size_t k = 0; k < layer.connected.size(); ++k) parameters[layer.kernel_at + k] *= layer.connected[k];
    if (layer.spec.kind != Kind::batch_normalization) continue;
    for (int c = 0; c < layer.in.channels; ++c) {  // gammas and variances near 1
      float& variance = parameters[layer.moments_at() + layer.in.channels + c];
      variance = 1 + std::abs(variance);
      if (layer.spec.scale) parameters[layer.kernel_at + c] += 1;
    }
  }
}

bool trains_otherwise(const Architecture& a) {
  return std::any_of(a.layers.begin(), a.layers.end(), [](const LayerSpec& spec) {
    return spec.kind == Kind::dropout || (spec.kind == Kind::batch_normalization && spec.trainable);
  });
}

std::vector<ParameterArray> arrays_for(const Network& network) {
  std::vector<ParameterArray> arrays;
  for (const Layer& layer : network.layers()) {
    if (layer.parameters == 0 || !layer.spec.trainable) continue;
    const bool moments = layer.spec.kind == Kind::batch_normalization;
    const int64_t kernel = layer.bias_at - layer.kernel_at;
    const int64_t biases = moments ? layer.moments_at() - layer.bias_at : layer.parameters - kernel;
    if (kernel > 0) arrays.push_back({layer.kernel_at, kernel, {0.01f, 0.02f}});
    if (biases > 0) arrays.push_back({layer.bias_at, biases, {}, {true, 1, 0.1f, 0.5f, 0.5f}});
  }
  return arrays;
}

const std::vector<Recipe>& recipes_for(const Architecture& a) {
  if (reads_strings(a.layers)) return kStringRecipes;
  if (a.layers.back().kind == Kind::rbf) return kPenaltyRecipes;
  return a.layers.back().activation == Activation::softmax ? kRecipes : kLogitRecipes;
}

}  // namespace lenet::tests

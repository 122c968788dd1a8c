// Python names and tuples become enums and structs of the engine.
#include "python/records.h"

#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace lenet {

namespace {

template <class Enum>
Enum named(const std::string& name, std::initializer_list<std::pair<const char*, Enum>> known) {
  for (const auto& [text, value] : known)
    if (name == text) return value;
  throw std::invalid_argument("unknown name '" + name + "'");
}

Activation activation_named(const std::string& name) {
  return named<Activation>(name, {{"linear", Activation::linear},
                                  {"relu", Activation::relu},
                                  {"sigmoid", Activation::sigmoid},
                                  {"tanh", Activation::tanh},
                                  {"scaled_tanh", Activation::scaled_tanh},
                                  {"softmax", Activation::softmax}});
}

Kind kind_named(const std::string& name) {
  return named<Kind>(name, {{"ZeroPadding2D", Kind::zero_padding2d},
                            {"Conv2D", Kind::conv2d},
                            {"AveragePooling2D", Kind::average_pooling2d},
                            {"MaxPooling2D", Kind::max_pooling2d},
                            {"Subsampling2D", Kind::subsampling2d},
                            {"Flatten", Kind::flatten},
                            {"Dense", Kind::dense},
                            {"RBF", Kind::rbf}});
}

Loss loss_named(const std::string& name) {
  return named<Loss>(name, {{"sparse_categorical_crossentropy", Loss::sparse_categorical_crossentropy},
                            {"categorical_crossentropy", Loss::categorical_crossentropy},
                            {"categorical_focal_crossentropy", Loss::categorical_focal_crossentropy},
                            {"binary_crossentropy", Loss::binary_crossentropy},
                            {"binary_focal_crossentropy", Loss::binary_focal_crossentropy},
                            {"mse", Loss::mse},
                            {"mean_absolute_error", Loss::mean_absolute_error},
                            {"mean_absolute_percentage_error", Loss::mean_absolute_percentage_error},
                            {"mean_squared_logarithmic_error", Loss::mean_squared_logarithmic_error},
                            {"huber", Loss::huber},
                            {"log_cosh", Loss::log_cosh},
                            {"hinge", Loss::hinge},
                            {"squared_hinge", Loss::squared_hinge},
                            {"categorical_hinge", Loss::categorical_hinge},
                            {"kl_divergence", Loss::kl_divergence},
                            {"poisson", Loss::poisson},
                            {"cosine_similarity", Loss::cosine_similarity},
                            {"maximum_likelihood", Loss::maximum_likelihood},
                            {"maximum_a_posteriori", Loss::maximum_a_posteriori},
                            {"ctc", Loss::ctc}});
}

Optimizer optimizer_named(const std::string& name) {
  return named<Optimizer>(name, {{"sgd", Optimizer::sgd}, {"adam", Optimizer::adam}, {"sdlm", Optimizer::diagonal_lm}});
}

}  // namespace

std::vector<LayerSpec> specs_of(const std::vector<EngineLayer>& layers) {
  std::vector<LayerSpec> specs;
  for (const auto& [kind, units, rows, columns, same, bias, activation, trainable, connections] : layers)
    specs.push_back(
        {kind_named(kind), units, rows, columns, same, bias, activation_named(activation), trainable, connections});
  return specs;
}

Objective objective_of(const EngineLoss& loss) {
  const auto& [name, scale, rubbish, from_logits, delta, alpha, gamma, factor, summed] = loss;
  return {loss_named(name), scale, rubbish, from_logits, delta, alpha, gamma, factor, summed};
}

Recipe recipe_of(const Objective& objective, const EngineOptimizer& optimizer) {
  const auto& [kind, momentum, nesterov, beta_1, beta_2, epsilon, mu, weight_decay] = optimizer;
  return {objective, optimizer_named(kind), momentum, beta_1, beta_2, epsilon, mu, weight_decay, nesterov};
}

}  // namespace lenet

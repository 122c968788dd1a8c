// Names and tuples become enums and structs of the engine.
#include "bindings/records.h"

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
                            {"Reorder", Kind::reorder},
                            {"Flatten", Kind::flatten},
                            {"Dense", Kind::dense},
                            {"RBF", Kind::rbf},
                            {"Activation", Kind::activation},
                            {"Dropout", Kind::dropout},
                            {"GaussianNoise", Kind::noise},
                            {"GaussianDropout", Kind::noise},
                            {"Softmax", Kind::softmax},
                            {"BatchNormalization", Kind::batch_normalization}});
}

Curve::Kind curve_named(const std::string& name) {
  return named<Curve::Kind>(name, {{"linear", Curve::linear},
                                   {"affine", Curve::affine},
                                   {"relu", Curve::relu},
                                   {"elu", Curve::elu},
                                   {"celu", Curve::celu},
                                   {"selu", Curve::selu},
                                   {"exponential", Curve::exponential},
                                   {"sigmoid", Curve::sigmoid},
                                   {"log_sigmoid", Curve::log_sigmoid},
                                   {"hard_sigmoid", Curve::hard_sigmoid},
                                   {"sparse_sigmoid", Curve::sparse_sigmoid},
                                   {"tanh", Curve::tanh},
                                   {"scaled_tanh", Curve::scaled_tanh},
                                   {"hard_tanh", Curve::hard_tanh},
                                   {"tanh_shrink", Curve::tanh_shrink},
                                   {"soft_shrink", Curve::soft_shrink},
                                   {"hard_shrink", Curve::hard_shrink},
                                   {"threshold", Curve::threshold},
                                   {"softplus", Curve::softplus},
                                   {"softsign", Curve::softsign},
                                   {"squareplus", Curve::squareplus},
                                   {"sparse_plus", Curve::sparse_plus},
                                   {"silu", Curve::silu},
                                   {"hard_silu", Curve::hard_silu},
                                   {"gelu", Curve::gelu},
                                   {"gelu_tanh", Curve::gelu_tanh},
                                   {"mish", Curve::mish}});
}

Steps steps_of(const std::vector<int>& given) {
  if (given.empty()) return {};
  if (given.size() != 6) throw std::invalid_argument("expected six numbers of steps");
  return {given[0], given[1], given[2], given[3], given[4], given[5]};
}

std::array<int, 3> axes_of(const std::vector<int>& given) {
  if (given.size() != 3) throw std::invalid_argument("expected three axes of a Reorder");
  return {given[0], given[1], given[2]};
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
  return named<Optimizer>(name, {{"sgd", Optimizer::sgd},
                                 {"rmsprop", Optimizer::rmsprop},
                                 {"adam", Optimizer::adam},
                                 {"adadelta", Optimizer::adadelta},
                                 {"adagrad", Optimizer::adagrad},
                                 {"adamax", Optimizer::adamax},
                                 {"nadam", Optimizer::nadam},
                                 {"lion", Optimizer::lion},
                                 {"sdlm", Optimizer::diagonal_lm}});
}

}  // namespace

std::vector<LayerSpec> specs_of(const std::vector<EngineLayer>& layers) {
  std::vector<LayerSpec> specs;
  for (const auto& [kind, units, rows, columns, same, bias, activation, trainable, connections, steps, curve, numbers,
                    scale, whole_channels] : layers) {
    const auto number = [&](size_t n) { return n < numbers.size() ? numbers[n] : 0.0f; };
    LayerSpec spec{kind_named(kind),
                   units,
                   rows,
                   columns,
                   same,
                   bias,
                   activation_named(activation),
                   trainable,
                   connections,
                   kind == "Reorder" ? Steps{} : steps_of(steps)};
    if (spec.kind == Kind::reorder) spec.axes = axes_of(steps);
    if (spec.kind == Kind::activation) spec.curve = {curve_named(curve), number(0), number(1), number(2)};
    if (spec.kind == Kind::dropout || spec.kind == Kind::noise) spec.rate = number(0);
    spec.multiplied = kind == "GaussianDropout";
    if (spec.kind == Kind::batch_normalization) spec.momentum = number(0), spec.epsilon = number(1);
    spec.scale = scale;
    spec.whole_channels = whole_channels;
    specs.push_back(std::move(spec));
  }
  return specs;
}

Objective objective_of(const EngineLoss& loss) {
  const auto& [name, scale, rubbish, from_logits, delta, alpha, gamma, factor, summed] = loss;
  return {loss_named(name), scale, rubbish, from_logits, delta, alpha, gamma, factor, summed};
}

Recipe recipe_of(const Objective& objective, const EngineOptimizer& optimizer) {
  const auto& [kind, momentum, nesterov, beta_1, beta_2, epsilon, mu, weight_decay, third, start, clip_value, clip_norm,
               global_norm] = optimizer;
  return {objective, optimizer_named(kind),
          momentum,  beta_1,
          beta_2,    epsilon,
          mu,        weight_decay,
          nesterov,  third,
          start,     clip_value,
          clip_norm, global_norm};
}

std::vector<ParameterArray> arrays_of(const std::vector<EngineArray>& arrays) {
  std::vector<ParameterArray> made;
  for (const auto& [at, count, l1, l2, non_negative, columns, low, high, rate] : arrays)
    made.push_back({at, count, {l1, l2}, {non_negative, columns, low, high, rate}});
  return made;
}

}  // namespace lenet

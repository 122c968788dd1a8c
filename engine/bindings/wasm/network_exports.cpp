// The functions of a network that a page calls: arrays as a pointer and how many there are, names as text.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bindings/expect.h"
#include "bindings/network_checks.h"
#include "bindings/records.h"
#include "kernels/dispatch.h"
#include "network/network.h"

namespace lenet {

namespace {

// The layers of a network that is described one by one.
struct Description {
  Shape input;
  std::vector<EngineLayer> layers = {};
};

// What a call on samples is given: [samples][values], and what is wanted of each.
struct Lesson {
  const float* samples;
  int32_t floats;
  const int32_t* labels;
  int32_t label_count;
  const float* values;
  int32_t value_count;
  const float* weights;
  int32_t weight_count;
  const char* loss;  // its name
  int32_t loss_letters;
  const float* loss_numbers;  // the others of an EngineLoss
  int32_t loss_number_count;
};

// A lesson checked.
struct Checked {
  int64_t count;
  Objective objective;
  Targets targets;
};

constexpr int64_t kMostFloats = int64_t{1} << 29;  // 2 GB; places and sizes are numbers of 32 bits

// That a step on so many samples fits: an upper bound of what their chunks take, each with a gradient of its own.
void check_memory(const std::vector<Layer>& layers, int64_t samples) {
  int64_t chunk = 0;
  for (const Layer& layer : layers)
    chunk += layer.parameters + kLanes * (layer.in.values() + layer.out.values() + kLanes);
  expect((samples + kLanes - 1) / kLanes < kMostFloats / chunk,
         "expected what fits into the memory that a page may have");
}

std::string text(const char* from, int32_t letters) { return {from, static_cast<size_t>(letters)}; }

template <class T>
std::vector<T> row(const T* from, int32_t count) {
  return {from, from + count};
}

// The fields of a record behind its name, from numbers.
template <class Record, size_t... I>
Record record_of(const std::string& name, const float* numbers, int32_t count, std::index_sequence<I...>) {
  expect(count == sizeof...(I), "expected another count of numbers behind a name");
  return {name, static_cast<std::tuple_element_t<I + 1, Record>>(numbers[I])...};
}

template <class Record>
Record record_of(const std::string& name, const float* numbers, int32_t count) {
  return record_of<Record>(name, numbers, count, std::make_index_sequence<std::tuple_size_v<Record> - 1>{});
}

Checked checked(const Network& network, const Lesson& lesson) {
  const int64_t count = checked_samples(network, lesson.floats);
  const Objective objective = objective_of(
      record_of<EngineLoss>(text(lesson.loss, lesson.loss_letters), lesson.loss_numbers, lesson.loss_number_count));
  GivenTargets given;
  if (lesson.labels) given.labels = GivenLabels{lesson.labels, lesson.label_count};
  if (lesson.values) given.values = std::span(lesson.values, lesson.value_count);
  if (lesson.weights) given.weights = std::span(lesson.weights, lesson.weight_count);
  return {count, objective, checked_targets(network, count, objective, given)};
}

// [5]: steps, samples, correct, loss, finite
void tell(const Progress& progress, double* to) {
  to[0] = static_cast<double>(progress.steps), to[1] = static_cast<double>(progress.samples);
  to[2] = static_cast<double>(progress.correct), to[3] = progress.loss, to[4] = progress.finite;
}

}  // namespace

extern "C" {

[[clang::export_name("describe")]] Description* describe(int32_t rows, int32_t columns, int32_t channels) {
  return new Description{{rows, columns, channels}};
}

// See EngineLayer; connections follow.
[[clang::export_name("add_layer")]] void add_layer(Description* description, const char* kind, int32_t kind_letters,
                                                   int32_t units, int32_t rows, int32_t columns, int32_t same,
                                                   int32_t bias, const char* activation, int32_t activation_letters,
                                                   int32_t trainable, const int32_t* steps, int32_t step_count,
                                                   const char* curve, int32_t curve_letters, const float* numbers,
                                                   int32_t number_count, int32_t scale, int32_t whole_channels) {
  description->layers.emplace_back(text(kind, kind_letters), units, rows, columns, same, bias,
                                   text(activation, activation_letters), trainable, std::vector<std::vector<int>>{},
                                   row(steps, step_count), text(curve, curve_letters), row(numbers, number_count),
                                   scale, whole_channels);
}

// The input channels of the last layer's next filter.
[[clang::export_name("add_connections")]] void add_connections(Description* description, const int32_t* channels,
                                                               int32_t count) {
  std::get<8>(description->layers.back()).push_back(row(channels, count));
}

// The description is used up.
[[clang::export_name("build")]] Network* build(Description* description) {
  const std::unique_ptr<Description> used(description);
  const std::vector<LayerSpec> specs = specs_of(used->layers);
  check_memory(placed_layers(used->input, specs), 1);
  return new Network(kernels_named(""), used->input, specs);
}

[[clang::export_name("free_network")]] void free_network(Network* network) { delete network; }

[[clang::export_name("parameter_count")]] int32_t parameter_count(const Network* network) {
  return static_cast<int32_t>(network->parameter_count());
}

[[clang::export_name("parameters")]] float* parameters(const Network* network) { return network->parameters().data(); }

[[clang::export_name("gradient")]] float* gradient(const Network* network) { return network->gradient().data(); }

[[clang::export_name("updates")]] double updates(const Network* network) {
  return static_cast<double>(network->updates);
}

[[clang::export_name("layer_count")]] int32_t layer_count(const Network* network) {
  return static_cast<int32_t>(network->layers().size());
}

// [3]: rows, columns, channels of what the layer makes
[[clang::export_name("shape_of")]] void shape_of(const Network* network, int32_t layer, int32_t* to) {
  expect(layer >= 0 && layer < layer_count(network), "expected one of the layers");
  const Shape& out = network->layers()[layer].out;
  to[0] = out.rows, to[1] = out.columns, to[2] = out.channels;
}

// Room for the answers to each sample.
[[clang::export_name("predict")]] void predict(Network* network, const float* samples, int32_t floats, float* answers,
                                               int32_t room) {
  const int64_t count = checked_samples(*network, floats);
  expect(room == count * network->output().values(), "expected room for the answers to each sample");
  network->predict(samples, count, 1, answers);
}

// Room for what the first layer makes of all samples, then for the second, and so on.
[[clang::export_name("maps")]] void maps(Network* network, const float* samples, int32_t floats, float* outputs,
                                         int32_t room) {
  const int64_t count = checked_samples(*network, floats);
  std::vector<float*> places;
  int64_t floats_made = 0;
  for (const Layer& layer : network->layers()) {
    places.push_back(outputs + floats_made);
    floats_made += count * layer.out.values();
  }
  expect(room == floats_made, "expected room for every layer's output");
  network->maps(samples, count, places);
}

[[clang::export_name("evaluate")]] void evaluate(Network* network, const Lesson* lesson, double* progress) {
  const auto [count, objective, targets] = checked(*network, *lesson);
  tell(network->evaluate(lesson->samples, targets, count, objective, 1), progress);
}

[[clang::export_name("loss_and_gradient")]] double loss_and_gradient(Network* network, const Lesson* lesson) {
  const auto [count, objective, targets] = checked(*network, *lesson);
  check_memory(network->layers(), count);
  return network->loss_and_gradient(lesson->samples, targets, count, objective);
}

[[clang::export_name("curvature")]] void curvature(Network* network, const Lesson* lesson) {
  const auto [count, objective, targets] = checked(*network, *lesson);
  check_curvature(*network, objective.loss);
  network->curvature(lesson->samples, targets, count, objective);
}

// One update a batch of the order; see Network::train and EngineOptimizer.
[[clang::export_name("train")]] void train(Network* network, const Lesson* lesson, const char* optimizer,
                                           int32_t optimizer_letters, const float* optimizer_numbers,
                                           int32_t optimizer_number_count, const int32_t* order, int32_t order_count,
                                           int32_t batch_size, const double* rates, int32_t rate_count, uint64_t seed,
                                           double* progress) {
  const auto [count, objective, targets] = checked(*network, *lesson);
  const std::vector<int64_t> places(order, order + order_count);
  check_order(places, count);
  check_steps(order_count, batch_size, rate_count);
  check_memory(network->layers(), std::min(batch_size, order_count));
  Recipe recipe = recipe_of(objective, record_of<EngineOptimizer>(text(optimizer, optimizer_letters), optimizer_numbers,
                                                                  optimizer_number_count));
  recipe.seed = seed;
  check_arrays(*network, recipe);
  const auto go_on = [](const Progress&) { return true; };
  tell(network->train(lesson->samples, targets, places.data(), order_count, batch_size, rates, recipe, 1, go_on),
       progress);
}
}

}  // namespace lenet

// The Python module lenet._engine. It checks what numpy arrays cannot say of themselves and releases the GIL.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>

#include "texts/ctc.h"
#include "python/decode_bindings.h"
#include "kernels/dispatch.h"
#include "python/distort_bindings.h"
#include "network/network.h"
#include "network/team.h"

namespace nb = nanobind;
using namespace lenet;

namespace {

using FloatArray = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;
using LabelArray = nb::ndarray<const int32_t, nb::c_contig, nb::device::cpu>;
using OrderArray = nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using RateArray = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using OutputArray = nb::ndarray<nb::numpy, float, nb::c_contig>;

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

// (name, what penalties are multiplied by, the rubbish class's penalty j)
using LossTuple = std::tuple<std::string, float, float>;

Objective objective_of(const LossTuple& loss) {
  const auto& [name, scale, rubbish] = loss;
  return {named<Loss>(name, {{"sparse_categorical_crossentropy", Loss::sparse_categorical_crossentropy},
                             {"categorical_crossentropy", Loss::categorical_crossentropy},
                             {"mse", Loss::mse},
                             {"maximum_likelihood", Loss::maximum_likelihood},
                             {"maximum_a_posteriori", Loss::maximum_a_posteriori},
                             {"ctc", Loss::ctc}}),
          scale, rubbish};
}

Optimizer optimizer_named(const std::string& name) {
  return named<Optimizer>(name, {{"sgd", Optimizer::sgd}, {"adam", Optimizer::adam}, {"sdlm", Optimizer::diagonal_lm}});
}

// (kind, units, rows, columns, same padding, bias, activation, trainable, connections)
using LayerTuple = std::tuple<std::string, int, int, int, bool, bool, std::string, bool, std::vector<std::vector<int>>>;

std::vector<LayerSpec> specs_of(const std::vector<LayerTuple>& layers) {
  std::vector<LayerSpec> specs;
  for (const auto& [kind, units, rows, columns, same, bias, activation, trainable, connections] : layers)
    specs.push_back({kind_named(kind), units, rows, columns, same, bias, activation_named(activation), trainable, connections});
  return specs;
}

Network* make_network(std::tuple<int, int, int> input, const std::vector<LayerTuple>& layers, const std::string& instructions) {
  const auto [rows, columns, channels] = input;
  return new Network(kernels_named(instructions), {rows, columns, channels}, specs_of(layers));
}

Network* with_parameters_of(const Network& network, std::tuple<int, int, int> input, const std::vector<LayerTuple>& layers) {
  const auto [rows, columns, channels] = input;
  return new Network(network, {rows, columns, channels}, specs_of(layers));
}

void expect_gradients(const Network& network) {
  if (network.for_answers_alone()) throw std::invalid_argument("expected a network of its own parameters, not one for answers alone");
}

int64_t checked_samples(const Network& network, const FloatArray& samples) {
  if (samples.ndim() < 1 || (samples.shape(0) && samples.size() / samples.shape(0) != static_cast<size_t>(network.input().values())))
    throw std::invalid_argument("the samples do not have the network's input shape");
  return static_cast<int64_t>(samples.shape(0));
}

// Strings of labels [count][room], each followed by blanks and short enough for the network's positions.
void check_strings(const Network& network, int64_t count, const LabelArray& labels) {
  const Layer& last = network.layers().back();
  if (last.spec.kind != Kind::conv2d || last.out.rows != 1) throw std::invalid_argument("expected a Conv2D that makes one row at the end for ctc");
  if (labels.ndim() != 2 || static_cast<int64_t>(labels.shape(0)) != count) throw std::invalid_argument("expected a row of labels a sample");
  const int room = static_cast<int>(labels.shape(1));
  for (int64_t k = 0; k < count; ++k) {
    const int32_t* string = labels.data() + k * room;
    const int length = string_length(string, room);
    for (int n = 0; n < room; ++n)
      if (n < length ? string[n] < 0 || string[n] >= last.out.channels : string[n] != kBlank)
        throw std::invalid_argument("a label is not one of the network's classes, or comes after the padding");
    if (positions_needed(string, length) > last.out.columns) throw std::invalid_argument("a string needs more positions than the network has");
  }
}

void check_labels(const Network& network, int64_t count, const LabelArray& labels) {
  if (labels.ndim() != 1 || static_cast<int64_t>(labels.size()) != count) throw std::invalid_argument("expected a label a sample");
  for (int64_t k = 0; k < count; ++k)
    if (labels.data()[k] < 0 || labels.data()[k] >= network.output().values()) throw std::invalid_argument("a label is not one of the network's units");
}

Targets checked_targets(const Network& network, int64_t count, const Objective& objective, const std::optional<LabelArray>& labels,
                        const std::optional<FloatArray>& values, const std::optional<FloatArray>& weights) {
  const Kind last = network.layers().back().spec.kind;
  const bool strings = objective.loss == Loss::ctc;
  if (!strings && last != Kind::dense && last != Kind::flatten && last != Kind::rbf)
    throw std::invalid_argument("expected a Dense layer at the end to have a loss");
  const Loss loss = objective.loss;
  const bool penalties = loss == Loss::maximum_likelihood || loss == Loss::maximum_a_posteriori;
  if (penalties != (last == Kind::rbf)) throw std::invalid_argument("expected an RBF at the end for a loss on penalties, and no other loss for one");
  const int64_t units = network.output().values();
  Targets targets;
  if (strings || penalties || loss == Loss::sparse_categorical_crossentropy) {
    if (!labels) throw std::invalid_argument("expected labels");
    strings ? check_strings(network, count, *labels) : check_labels(network, count, *labels);
    targets.labels = labels->data();
    if (strings) targets.room = static_cast<int>(labels->shape(1));
  } else {
    if (!values || static_cast<int64_t>(values->size()) != count * units) throw std::invalid_argument("expected a value a unit and sample");
    targets.values = values->data();
  }
  if (weights) {
    if (static_cast<int64_t>(weights->size()) != count) throw std::invalid_argument("expected a weight a sample");
    targets.weights = weights->data();
  }
  return targets;
}

OutputArray new_array(std::vector<size_t> shape) {
  size_t count = 1;
  for (size_t size : shape) count *= size;
  float* data = new float[count];
  nb::capsule owner(data, [](void* p) noexcept { delete[] static_cast<float*>(p); });
  return OutputArray(data, shape.size(), shape.data(), owner);
}

std::vector<size_t> shape_of(int64_t count, const Layer& layer) {
  const Shape& out = layer.out;
  if (layer.spec.kind == Kind::flatten || layer.spec.kind == Kind::dense || layer.spec.kind == Kind::rbf)
    return {static_cast<size_t>(count), static_cast<size_t>(out.values())};
  return {static_cast<size_t>(count), static_cast<size_t>(out.rows), static_cast<size_t>(out.columns), static_cast<size_t>(out.channels)};
}

OutputArray predict(Network& network, const FloatArray& samples, int threads) {
  const int64_t count = checked_samples(network, samples);
  OutputArray answers = new_array(shape_of(count, network.layers().back()));
  float* to = answers.data();
  nb::gil_scoped_release released;
  network.predict(samples.data(), count, threads, to);
  return answers;
}

std::vector<OutputArray> maps(Network& network, const FloatArray& samples) {
  const int64_t count = checked_samples(network, samples);
  std::vector<OutputArray> outputs;
  std::vector<float*> places;
  for (const Layer& layer : network.layers()) {
    outputs.push_back(new_array(shape_of(count, layer)));
    places.push_back(outputs.back().data());
  }
  nb::gil_scoped_release released;
  network.maps(samples.data(), count, places);
  return outputs;
}

Progress evaluate(Network& network, const FloatArray& samples, const std::optional<LabelArray>& labels,
                  const std::optional<FloatArray>& values, const std::optional<FloatArray>& weights, const LossTuple& loss,
                  int threads) {
  const Objective objective = objective_of(loss);
  const int64_t count = checked_samples(network, samples);
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  nb::gil_scoped_release released;
  return network.evaluate(samples.data(), targets, count, objective, threads);
}

double loss_and_gradient(Network& network, const FloatArray& samples, const std::optional<LabelArray>& labels,
                         const std::optional<FloatArray>& values, const std::optional<FloatArray>& weights, const LossTuple& loss) {
  const Objective objective = objective_of(loss);
  expect_gradients(network);
  const int64_t count = checked_samples(network, samples);
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  nb::gil_scoped_release released;
  return network.loss_and_gradient(samples.data(), targets, count, objective);
}

void curvature(Network& network, const FloatArray& samples, const std::optional<LabelArray>& labels,
               const std::optional<FloatArray>& values, const std::optional<FloatArray>& weights, const LossTuple& loss) {
  const Objective objective = objective_of(loss);
  expect_gradients(network);
  if (objective.loss == Loss::ctc) throw std::invalid_argument("expected a loss with second derivatives, which ctc has not");
  const int64_t count = checked_samples(network, samples);
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  nb::gil_scoped_release released;
  network.curvature(samples.data(), targets, count, objective);
}

// (optimizer, momentum, nesterov, beta_1, beta_2, epsilon, weight decay)
using OptimizerTuple = std::tuple<std::string, float, bool, float, float, float, float>;

Progress train(Network& network, const FloatArray& samples, const std::optional<LabelArray>& labels,
               const std::optional<FloatArray>& values, const std::optional<FloatArray>& weights, const LossTuple& loss,
               const OptimizerTuple& optimizer, const OrderArray& order, int batch_size, const RateArray& rates, int threads,
               const nb::object& report) {
  const Objective objective = objective_of(loss);
  expect_gradients(network);
  const int64_t count = checked_samples(network, samples), ordered = static_cast<int64_t>(order.size());
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  for (int64_t k = 0; k < ordered; ++k)
    if (order.data()[k] < 0 || order.data()[k] >= count) throw std::invalid_argument("the order names a sample that is not there");
  if (batch_size < 1 || static_cast<int64_t>(rates.size()) < (ordered + batch_size - 1) / batch_size)
    throw std::invalid_argument("expected a batch size of at least 1 and a learning rate a step");
  const auto [name, momentum, nesterov, beta_1, beta_2, epsilon, decay] = optimizer;
  const Recipe recipe{objective, optimizer_named(name), momentum, beta_1, beta_2, epsilon, decay, nesterov};
  bool failed = false;
  const auto told = [&](const Progress& progress) {
    nb::gil_scoped_acquire acquired;
    if (PyErr_CheckSignals() != 0) return !(failed = true);
    if (report.is_none()) return true;
    PyObject* answer = PyObject_CallOneArg(report.ptr(), nb::cast(progress).ptr());
    Py_XDECREF(answer);
    return !(failed = answer == nullptr);
  };
  Progress progress;
  {
    nb::gil_scoped_release released;
    progress = network.train(samples.data(), targets, order.data(), ordered, batch_size, rates.data(), recipe, threads, told);
  }
  if (failed) throw nb::python_error();
  return progress;
}

// Multiply-adds a second of so many threads at once, times two: floating-point operations a second.
double peak(int threads, const std::string& instructions) {
  const Kernels& kernels = kernels_named(instructions);
  nb::gil_scoped_release released;
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    std::vector<double> done(threads);
    const auto start = std::chrono::steady_clock::now();
    run_team(threads, [&](int member) { done[member] = kernels.multiply_add(10'000'000); });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    double total = 0;
    for (double count : done) total += count;
    best = std::max(best, 2 * total / seconds.count());
  }
  return best;
}

nb::ndarray<nb::numpy, float, nb::ndim<1>> view(const Floats& floats, nb::handle owner) {
  const size_t shape[1] = {floats.size()};
  return nb::ndarray<nb::numpy, float, nb::ndim<1>>(floats.data(), 1, shape, owner);
}

// An array argument: of exactly this type, for a conversion would cut labels such as 0.7 down and copy large data unseen.
auto array(const char* name) { return nb::arg(name).noconvert(); }

}  // namespace

NB_MODULE(_engine, module) {
  nb::class_<Progress>(module, "Progress")
      .def_ro("steps", &Progress::steps)
      .def_ro("samples", &Progress::samples)
      .def_ro("correct", &Progress::correct)
      .def_ro("loss", &Progress::loss)
      .def_ro("finite", &Progress::finite);

  nb::class_<Network>(module, "Network")
      .def(nb::new_(&make_network), nb::arg("input"), nb::arg("layers"), nb::arg("instructions") = "")
      .def_prop_ro("parameters", [](nb::handle_t<Network> self) { return view(nb::cast<Network&>(self).parameters(), self); })
      .def_prop_ro("gradient", [](nb::handle_t<Network> self) { return view(nb::cast<Network&>(self).gradient(), self); })
      .def_prop_ro("first_moments", [](nb::handle_t<Network> self) { return view(nb::cast<Network&>(self).first_moments(), self); })
      .def_prop_ro("second_moments", [](nb::handle_t<Network> self) { return view(nb::cast<Network&>(self).second_moments(), self); })
      .def_rw("updates", &Network::updates)
      .def_prop_ro("instructions", [](const Network& network) { return network.kernels().name; })
      .def("swept", &with_parameters_of, nb::arg("input"), nb::arg("layers"))
      .def("predict", &predict, array("samples"), nb::arg("threads") = 1)
      .def("maps", &maps, array("samples"))
      .def("evaluate", &evaluate, array("samples"), array("labels").none(), array("values").none(), array("weights").none(),
           nb::arg("loss"), nb::arg("threads") = 1)
      .def("loss_and_gradient", &loss_and_gradient, array("samples"), array("labels").none(), array("values").none(),
           array("weights").none(), nb::arg("loss"))
      .def("curvature", &curvature, array("samples"), array("labels").none(), array("values").none(), array("weights").none(),
           nb::arg("loss"))
      .def("train", &train, array("samples"), array("labels").none(), array("values").none(), array("weights").none(),
           nb::arg("loss"), nb::arg("optimizer"), array("order"), nb::arg("batch_size"), array("rates"), nb::arg("threads") = 1,
           nb::arg("report").none() = nb::none());

  module.def("instruction_sets", [] {
    std::vector<std::string> names;
    for (const Kernels* kernels : available_kernels()) names.emplace_back(kernels->name);
    return names;
  });
  module.def("peak", &peak, nb::arg("threads") = 1, nb::arg("instructions") = "");
  bind_decode(module);
  bind_distort(module);
}

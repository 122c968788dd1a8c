// The class Network, and Progress, in Python.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "bindings/expect.h"
#include "bindings/network_checks.h"
#include "bindings/python/arrays.h"
#include "bindings/python/bindings.h"
#include "bindings/python/targets.h"
#include "bindings/records.h"
#include "kernels/dispatch.h"
#include "network/network.h"

namespace lenet {

namespace {

using OrderArray = InputArray<int64_t, nb::ndim<1>>;
using RateArray = InputArray<double, nb::ndim<1>>;

Network* make_network(std::tuple<int, int, int> input, const std::vector<EngineLayer>& layers,
                      const std::string& instructions) {
  const auto [rows, columns, channels] = input;
  return new Network(kernels_named(instructions), {rows, columns, channels}, specs_of(layers));
}

Network* with_parameters_of(const Network& network, std::tuple<int, int, int> input,
                            const std::vector<EngineLayer>& layers, bool trained) {
  const auto [rows, columns, channels] = input;
  return new Network(network, {rows, columns, channels}, specs_of(layers), !trained);
}

std::vector<size_t> shape_of(int64_t count, const Layer& layer) {
  const Shape& out = layer.out;
  if (!layer.on_planes) return {static_cast<size_t>(count), static_cast<size_t>(out.values())};
  return {static_cast<size_t>(count), static_cast<size_t>(out.rows), static_cast<size_t>(out.columns),
          static_cast<size_t>(out.channels)};
}

OutputArray predict(Network& network, const FloatArray& samples, int threads) {
  const int64_t count = checked_samples(network, samples);
  OutputArray answers = new_array(shape_of(count, network.layers().back()));
  float* to = answers.data();
  nb::gil_scoped_release released;
  network.predict(samples.data(), count, threads, to);
  return answers;
}

// An array a layer, of its outputs' shape, and where its numbers are to be written.
std::pair<std::vector<OutputArray>, std::vector<float*>> outputs_for(const Network& network, int64_t count) {
  std::pair<std::vector<OutputArray>, std::vector<float*>> made;
  for (const Layer& layer : network.layers()) {
    made.first.push_back(new_array(shape_of(count, layer)));
    made.second.push_back(made.first.back().data());
  }
  return made;
}

std::vector<OutputArray> maps(Network& network, const FloatArray& samples) {
  const int64_t count = checked_samples(network, samples);
  const auto [outputs, places] = outputs_for(network, count);
  nb::gil_scoped_release released;
  network.maps(samples.data(), count, places);
  return outputs;
}

using Answers = std::optional<nb::ndarray<float, nb::c_contig, nb::device::cpu>>;

// Where answers to `count` samples are left, or nullptr. Throws std::invalid_argument for an array of another size.
float* room_for_answers(const Network& network, int64_t count, const Answers& answers) {
  if (!answers) return nullptr;
  expect(!network.layers().back().on_planes, "expected a vector at the end to leave answers of");
  expect(static_cast<int64_t>(answers->size()) == count * network.output().values(),
         "expected room for an answer a unit and sample");
  return answers->data();
}

Progress evaluate(Network& network, const FloatArray& samples, const Labels& labels, const Values& values,
                  const Values& weights, const EngineLoss& loss, int threads, const Answers& answers) {
  const Objective objective = objective_of(loss);
  const int64_t count = checked_samples(network, samples);
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  float* kept = room_for_answers(network, count, answers);
  nb::gil_scoped_release released;
  return network.evaluate(samples.data(), targets, count, objective, threads, kept);
}

double loss_and_gradient(Network& network, const FloatArray& samples, const Labels& labels, const Values& values,
                         const Values& weights, const EngineLoss& loss) {
  const Objective objective = objective_of(loss);
  check_learns(network);
  const int64_t count = checked_samples(network, samples);
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  nb::gil_scoped_release released;
  return network.loss_and_gradient(samples.data(), targets, count, objective);
}

std::vector<OutputArray> errors(Network& network, const FloatArray& samples, const Labels& labels, const Values& values,
                                const Values& weights, const EngineLoss& loss) {
  const Objective objective = objective_of(loss);
  check_learns(network);
  const int64_t count = checked_samples(network, samples);
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  const auto [outputs, places] = outputs_for(network, count);
  nb::gil_scoped_release released;
  network.errors(samples.data(), targets, count, objective, places);
  return outputs;
}

void curvature(Network& network, const FloatArray& samples, const Labels& labels, const Values& values,
               const Values& weights, const EngineLoss& loss) {
  const Objective objective = objective_of(loss);
  check_learns(network);
  check_curvature(network, objective.loss);
  const int64_t count = checked_samples(network, samples);
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  nb::gil_scoped_release released;
  network.curvature(samples.data(), targets, count, objective);
}

void set_arrays(Network& network, const std::vector<EngineArray>& arrays) {
  check_learns(network);
  network.set_arrays(arrays_of(arrays));
}

Progress train(Network& network, const FloatArray& samples, const Labels& labels, const Values& values,
               const Values& weights, const EngineLoss& loss, const EngineOptimizer& optimizer, const OrderArray& order,
               int batch_size, const RateArray& rates, int threads, const nb::object& report, uint64_t seed,
               const Answers& answers) {
  const Objective objective = objective_of(loss);
  check_learns(network);
  const int64_t count = checked_samples(network, samples), ordered = static_cast<int64_t>(order.size());
  const Targets targets = checked_targets(network, count, objective, labels, values, weights);
  check_order({order.data(), order.size()}, count);
  check_steps(ordered, batch_size, static_cast<int64_t>(rates.size()));
  Recipe recipe = recipe_of(objective, optimizer);
  recipe.seed = seed;
  check_arrays(network, recipe);
  float* kept = room_for_answers(network, ordered, answers);
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
    progress = network.train(samples.data(), targets, order.data(), ordered, batch_size, rates.data(), recipe, threads,
                             told, kept);
  }
  if (failed) throw nb::python_error();
  return progress;
}

nb::ndarray<nb::numpy, float, nb::ndim<1>> view(const Floats& floats, size_t count, nb::handle owner) {
  const size_t shape[1] = {count};
  return nb::ndarray<nb::numpy, float, nb::ndim<1>>(floats.data(), 1, shape, owner);
}

}  // namespace

void bind_network(nb::module_& module) {
  nb::class_<Progress>(module, "Progress")
      .def_ro("steps", &Progress::steps)
      .def_ro("samples", &Progress::samples)
      .def_ro("correct", &Progress::correct)
      .def_ro("loss", &Progress::loss)
      .def_ro("finite", &Progress::finite);

  nb::class_<Network>(module, "Network")
      .def(nb::new_(&make_network), nb::arg("input"), nb::arg("layers"), nb::arg("instructions") = "")
      .def_prop_ro("parameters",
                   [](nb::handle_t<Network> self) {
                     return view(nb::cast<Network&>(self).parameters(), nb::cast<Network&>(self).parameter_count(),
                                 self);
                   })
      .def_prop_ro("gradient",
                   [](nb::handle_t<Network> self) {
                     return view(nb::cast<Network&>(self).gradient(), nb::cast<Network&>(self).gradient().size(), self);
                   })
      .def_prop_ro("first_moments",
                   [](nb::handle_t<Network> self) {
                     return view(nb::cast<Network&>(self).first_moments(),
                                 nb::cast<Network&>(self).first_moments().size(), self);
                   })
      .def_prop_ro("second_moments",
                   [](nb::handle_t<Network> self) {
                     return view(nb::cast<Network&>(self).second_moments(),
                                 nb::cast<Network&>(self).second_moments().size(), self);
                   })
      .def_prop_ro("third_moments",
                   [](nb::handle_t<Network> self) {
                     return view(nb::cast<Network&>(self).third_moments(),
                                 nb::cast<Network&>(self).third_moments().size(), self);
                   })
      .def_rw("updates", &Network::updates)
      .def("set_arrays", &set_arrays, nb::arg("arrays"))
      .def_prop_ro("instructions", [](const Network& network) { return network.kernels().name; })
      .def("sharing", &with_parameters_of, nb::arg("input"), nb::arg("layers"), nb::arg("trained"))
      .def("predict", &predict, array("samples"), nb::arg("threads") = 1)
      .def("maps", &maps, array("samples"))
      .def("evaluate", &evaluate, array("samples"), array("labels").none(), array("values").none(),
           array("weights").none(), nb::arg("loss"), nb::arg("threads") = 1,
           nb::arg("answers").noconvert().none() = nb::none())
      .def("loss_and_gradient", &loss_and_gradient, array("samples"), array("labels").none(), array("values").none(),
           array("weights").none(), nb::arg("loss"))
      .def("errors", &errors, array("samples"), array("labels").none(), array("values").none(), array("weights").none(),
           nb::arg("loss"))
      .def("curvature", &curvature, array("samples"), array("labels").none(), array("values").none(),
           array("weights").none(), nb::arg("loss"))
      .def("train", &train, array("samples"), array("labels").none(), array("values").none(), array("weights").none(),
           nb::arg("loss"), nb::arg("optimizer"), array("order"), nb::arg("batch_size"), array("rates"),
           nb::arg("threads") = 1, nb::arg("report").none() = nb::none(), nb::arg("seed") = 0,
           nb::arg("answers").noconvert().none() = nb::none());

  module.def(
      "has_curvature", [](const EngineLayer& layer) { return has_curvature(specs_of({layer})[0]); }, nb::arg("layer"),
      nb::sig("def has_curvature(layer: tuple[object, ...]) -> bool"));
}

}  // namespace lenet

// The classes Automaton and Graph in Python: the likeliest texts of a graph.
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "bindings/expect.h"
#include "bindings/python/arrays.h"
#include "bindings/python/bindings.h"
#include "texts/beam_search.h"
#include "texts/path_sums.h"

namespace lenet {

namespace {

using Matrix = InputArray<float, nb::ndim<2>>;
using Scores = InputArray<float, nb::ndim<1>>;
using Numbers = InputArray<int32_t, nb::ndim<1>>;
using Steps = InputArray<int32_t, nb::ndim<2>>;

// (log probability, text, meaning, spans)
using TextTuple = std::tuple<double, std::string, int, std::vector<std::tuple<int, int>>>;

constexpr char kCharacters[] = "0123456789.-";
constexpr size_t kMostMasses = size_t{1} << 25;  // doubles; a search holds two arrays of them, 0.25 GB each

bool is_score(float score) { return !std::isnan(score) && score < INFINITY; }

Graph from_matrix(const Matrix& log_probabilities, float depth) {
  expect(log_probabilities.shape(1) == kClasses, "expected log probabilities of 13 classes");
  expect(depth >= 0, "expected a depth of 0 or more");
  expect(log_probabilities.shape(0) < size_t{1} << 20, "expected fewer than 1,048,576 positions");
  expect(std::all_of(log_probabilities.data(), log_probabilities.data() + log_probabilities.size(), is_score),
         "expected log probabilities that are numbers below infinity");
  nb::gil_scoped_release released;
  return graph_of_matrix(log_probabilities.data(), static_cast<int>(log_probabilities.shape(0)), depth);
}

Graph from_arcs(int places, const Numbers& starts, const Numbers& ends, const Numbers& symbols, const Scores& scores) {
  const size_t count = starts.size();
  expect(places >= 1 && places < 1 << 20, "expected 1 to 1,048,575 places");
  expect(ends.size() == count && symbols.size() == count && scores.size() == count,
         "expected as many of each for the arcs");
  std::vector<Arc> arcs;
  for (size_t k = 0; k < count; ++k) {
    const Arc arc{starts.data()[k], ends.data()[k], symbols.data()[k], scores.data()[k]};
    expect(0 <= arc.from && arc.from < arc.to && arc.to < places, "expected arcs from a place to a later one");
    expect(kNone <= arc.symbol && arc.symbol < kSymbols, "expected symbols from 0 to 11, or -1 for none");
    expect(is_score(arc.score), "expected scores that are numbers below infinity");
    if (std::isfinite(arc.score)) arcs.push_back(arc);
  }
  return graph_of_arcs(places, std::move(arcs));
}

// Arrays [states, 12], [states, 12], [states], [states]; weights and ends are natural logarithms.
Automaton automaton(const Steps& next, const Matrix& weights, const Scores& ends, const Numbers& meanings) {
  const size_t states = next.shape(0);
  expect(states >= 1 && states < 1 << 20 && next.shape(1) == kSymbols && weights.shape(0) == states &&
             weights.shape(1) == kSymbols && ends.size() == states && meanings.size() == states,
         "expected an automaton's arrays of as many states, with 12 symbols");
  Automaton made = {static_cast<int>(states), std::vector<int32_t>(states * kSymbols),
                    std::vector<double>(states * kSymbols), std::vector<double>(states),
                    std::vector<int32_t>(meanings.data(), meanings.data() + states)};
  for (size_t s = 0; s < states; ++s) {
    made.ends[s] = std::exp(static_cast<double>(ends.data()[s]));
    for (size_t c = 0; c < kSymbols; ++c) {
      const int32_t to = next.data()[s * kSymbols + c];
      expect(to >= -1 && to < static_cast<int>(states), "expected steps to states that there are");
      made.next[c * states + s] = to;
      made.weights[c * states + s] = std::exp(static_cast<double>(weights.data()[s * kSymbols + c]));
      expect(std::isfinite(made.weights[c * states + s]) && std::isfinite(made.ends[s]),
             "expected weights that are numbers");
    }
  }
  return made;
}

void expect_room(const Graph& graph, size_t states) {
  expect(graph.nodes() * states <= kMostMasses, "the graph and the automaton are too large for each other");
}

Symbols symbols(const std::string& text) {
  Symbols read;
  for (char c : text) {
    const char* const end = kCharacters + kSymbols;
    const char* const found = std::find(kCharacters, end, c);
    expect(found < end, "expected a text of digits, '.' and '-'");
    read.push_back(static_cast<uint8_t>(found - kCharacters));
  }
  return read;
}

TextTuple as_tuple(const Text& text) {
  std::string characters;
  for (uint8_t symbol : text.symbols) characters += kCharacters[symbol];
  std::vector<std::tuple<int, int>> spans;
  for (const auto& [first, last] : text.spans) spans.emplace_back(first, last);
  return {text.log_probability, std::move(characters), text.meaning, std::move(spans)};
}

std::tuple<std::vector<TextTuple>, double> decode(const Graph& graph, const Automaton& allowed, int count, int beam,
                                                  double least) {
  expect(count >= 1 && beam >= count && beam <= 1 << 16,
         "expected 1 text or more and a beam of as many, at most 65,536");
  expect(least >= 0 && least < 1, "expected a least share from 0 to below 1");
  expect_room(graph, std::max<size_t>(allowed.states, graph.last + 1));
  nb::gil_scoped_release released;
  const Decoded found = best_texts(graph, allowed, count, {beam, least});
  std::vector<TextTuple> texts;
  for (const Text& text : found.texts) texts.push_back(as_tuple(text));
  return {std::move(texts), found.log_allowed};
}

std::vector<float> shares(const Graph& graph, const std::string& text) {
  expect_room(graph, text.size() + 1);
  nb::gil_scoped_release released;
  return symbol_shares(graph, symbols(text));
}

double mass_of_all(const Graph& graph) {
  nb::gil_scoped_release released;
  return log_mass(graph, automaton_of_all());
}

}  // namespace

void bind_texts(nb::module_& module) {
  nb::class_<Automaton>(module, "Automaton")
      .def(nb::new_(&automaton), array("following"), array("weights"), array("ends"), array("meanings"));
  nb::class_<Graph>(module, "Graph")
      .def("best_texts", &decode, nb::arg("automaton"), nb::arg("count"), nb::arg("beam"), nb::arg("least"))
      .def("symbol_shares", &shares, nb::arg("text"))
      .def("log_mass", &mass_of_all);
  module.def("graph_of_matrix", &from_matrix, array("log_probabilities"), nb::arg("depth"));
  module.def("graph_of_arcs", &from_arcs, nb::arg("places"), array("starts"), array("ends"), array("symbols"),
             array("scores"));
}

}  // namespace lenet

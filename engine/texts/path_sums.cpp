// The forward and backward passes over a graph, and what is read from them.
#include "texts/path_sums.h"

#include <cstdint>

namespace lenet {

namespace {

// mass[n][s] = sum over the paths from node n in state s to an end: the product of their factors. step(symbol, after,
// before): `after` is the mass ahead once the symbol is read, `before` becomes the mass ahead of reading it. Most arcs
// to a node read the same symbol: it is done once for them.
template <class Step>
Masses masses_ahead(const Graph& graph, const std::vector<double>& ends, Step step) {
  const int states = static_cast<int>(ends.size());
  Masses ahead(graph, states), stepped(graph, states);
  std::vector<int32_t> symbol_before(graph.nodes(), kNone);
  for (int node = graph.nodes() - 1; node >= 0; --node) {
    double* to = ahead.at(node);
    if (graph.places[node] == graph.last) {
      std::copy(ends.begin(), ends.end(), to);
      ahead.power[node] = 0;
    }
    for (int a = graph.first[node]; a < graph.first[node + 1]; ++a) {
      const Arc& arc = graph.arcs[a];
      if (ahead.power[arc.to] == kNoPath) continue;
      const double factor = arc.share * ahead.factor(node, arc.power + ahead.power[arc.to]);
      if (arc.symbol >= 0 && symbol_before[arc.to] != arc.symbol) {
        step(arc.symbol, ahead.at(arc.to), stepped.at(arc.to));
        symbol_before[arc.to] = arc.symbol;
      }
      const double* from = arc.symbol < 0 ? ahead.at(arc.to) : stepped.at(arc.to);
      for (int s = 0; s < states; ++s) to[s] += factor * from[s];
    }
    ahead.normalise(node);
  }
  return ahead;
}

// State k: the first k symbols of the text were read.
Masses masses_ahead(const Graph& graph, const Symbols& text) {
  std::vector<double> ends(text.size() + 1);
  ends.back() = 1;
  return masses_ahead(graph, ends, [&](int symbol, const double* from, double* to) {
    for (size_t k = 0; k < text.size(); ++k) to[k] = text[k] == symbol ? from[k + 1] : 0;
  });
}

// mass[n][k] = sum over the paths from the start to node n that read the first k symbols of the text
Masses masses_behind(const Graph& graph, const Symbols& text) {
  const int length = static_cast<int>(text.size());
  Masses behind(graph, length + 1);
  behind.at(0)[0] = 1;
  behind.power[0] = 0;
  for (int node = 0; node < graph.nodes(); ++node) {
    behind.normalise(node);
    if (behind.power[node] == kNoPath) continue;
    const double* from = behind.at(node);
    for (int a = graph.first[node]; a < graph.first[node + 1]; ++a) {
      const Arc& arc = graph.arcs[a];
      const double factor = arc.share * behind.factor(arc.to, arc.power + behind.power[node]);
      double* to = behind.at(arc.to);
      for (int k = 0; arc.symbol < 0 && k <= length; ++k) to[k] += factor * from[k];
      for (int k = 0; arc.symbol >= 0 && k < length; ++k) to[k + 1] += text[k] == arc.symbol ? factor * from[k] : 0;
    }
  }
  return behind;
}

}  // namespace

Masses masses_ahead(const Graph& graph, const Automaton& automaton) {
  const int states = automaton.states;
  return masses_ahead(graph, automaton.ends, [&](int symbol, const double* from, double* to) {
    const int32_t* next = &automaton.next[static_cast<size_t>(symbol) * states];
    const double* weights = &automaton.weights[static_cast<size_t>(symbol) * states];
    for (int s = 0; s < states; ++s) to[s] = next[s] < 0 ? 0 : weights[s] * from[next[s]];
  });
}

double log_mass(const Graph& graph, const Automaton& automaton) { return masses_ahead(graph, automaton).log(0, 0); }

std::vector<float> symbol_shares(const Graph& graph, const Symbols& text) {
  const Masses behind = masses_behind(graph, text), ahead = masses_ahead(graph, text);
  std::vector<double> all(text.size());  // over p(text)
  for (const Arc& arc : graph.arcs) {
    if (arc.symbol < 0 || behind.power[arc.from] == kNoPath || ahead.power[arc.to] == kNoPath) continue;
    const double factor = arc.share *
                          power_of_2(behind.power[arc.from] + arc.power + ahead.power[arc.to] - ahead.power[0]) /
                          ahead.at(0)[0];
    const double *from = behind.at(arc.from), *to = ahead.at(arc.to) + 1;
    for (size_t k = 0; k < text.size(); ++k) all[k] += factor * from[k] * to[k];
  }
  std::vector<float> found;
  for (double mass : all) found.push_back(static_cast<float>(1 / mass));
  return found;
}

}  // namespace lenet

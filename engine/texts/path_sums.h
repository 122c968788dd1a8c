// Sums over all paths of a graph (forward and backward passes): how likely it is to spell one text, or any text that an
// automaton allows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "texts/automaton.h"
#include "texts/graph.h"
#include "texts/powers.h"

namespace lenet {

constexpr double kNoPath = -std::numeric_limits<double>::infinity();

// Probabilities [nodes][states], each node's over a power of two of its own: mass * 2^power.
struct Masses {
  int states;
  std::vector<double> mass, power;

  Masses(const Graph& graph, int states_)
      : states(states_), mass(static_cast<size_t>(graph.nodes()) * states_), power(graph.nodes(), kNoPath) {}

  double* at(int node) { return mass.data() + static_cast<size_t>(node) * states; }
  const double* at(int node) const { return mass.data() + static_cast<size_t>(node) * states; }
  double log(int node, int state) const { return std::log(at(node)[state]) + power[node] * kLog2; }

  // Makes room for an addend of 2^addend: the factor by which to add it.
  double factor(int node, double addend) {
    if (addend > power[node]) {
      const double smaller = power_of_2(power[node] - addend);
      for (int s = 0; s < states; ++s) at(node)[s] *= smaller;
      power[node] = addend;
    }
    return power_of_2(addend - power[node]);
  }

  // Makes the node's greatest mass 1 to 2.
  void normalise(int node) {
    double* own = at(node);
    const double greatest = *std::max_element(own, own + states);
    if (!(greatest > 0)) {
      power[node] = kNoPath;
      return;
    }
    const int more = std::max(std::ilogb(greatest), -1022);
    const double larger = power_of_2(-more);
    power[node] += more;
    for (int s = 0; s < states; ++s) own[s] *= larger;
  }
};

// mass[n][s] = sum over the paths from node n in state s to an end: the product of the arcs' and the automaton's
// factors
Masses masses_ahead(const Graph& graph, const Automaton& automaton);

// The logarithm of the probability of all texts that the automaton allows, each times its weight.
double log_mass(const Graph& graph, const Automaton& automaton);

// Of each symbol of a text that the graph spells: p(text) / sum over the symbols s of p(text with s in its place).
std::vector<float> symbol_shares(const Graph& graph, const Symbols& text);

}  // namespace lenet

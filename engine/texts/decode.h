// The decoder: the likeliest texts that a graph of scored arcs spells and an automaton allows (LeCun et al. 1998, sections
// V to VII). A path's score is the sum of its arcs' natural logarithms; a text's probability the sum over all its paths.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace lenet {

constexpr int kSymbols = 12, kDigits = 10;  // the digits, "." and "-"
constexpr int kClasses = kSymbols + 1;      // of a matrix: blank, then the symbols
constexpr int kNone = -1, kSame = -2;       // an arc that reads no symbol; one that goes on with the symbol before it

struct Arc {
  int32_t from, to, symbol;
  float score;
  double share = 0, power = 0;  // exp(score) = share * 2^power; a graph's maker fills them in
};

// Node 0 is the start, every node at the last place an end; an arc leads to a node of a higher number and place.
struct Graph {
  int32_t last = 0;             // the last place
  std::vector<int32_t> places;  // [nodes], ascending
  std::vector<Arc> arcs;        // in the order of `from`
  std::vector<int32_t> first;   // [nodes + 1]: the arcs from node n are first[n] to below first[n + 1]

  int nodes() const { return static_cast<int>(places.size()); }
};

// A graph with a node at each place. The arcs' ends are known to be right.
Graph graph_of_arcs(int places, std::vector<Arc> arcs);

// The graph of a matrix [positions][kClasses]: a path takes one class at each position, the same class at touching positions
// is one symbol, and blank parts symbols. Its nodes are (place, class last taken). A class is left out of a position where
// its logarithm is more than `depth` below the position's greatest.
Graph graph_of_matrix(const float* log_probabilities, int positions, float depth);

// Deterministic; it starts in state 0.
struct Automaton {
  int states = 0;
  std::vector<int32_t> next;      // [kSymbols][states], -1 for none
  std::vector<double> weights;    // [kSymbols][states], of a step: a factor
  std::vector<double> ends;       // [states], of ending there: a factor, 0 for no end
  std::vector<int32_t> meanings;  // [states], of a text that ends there
};

// Texts as indices of symbols.
using Symbols = std::vector<uint8_t>;

Automaton automaton_of_all();

struct Text {
  double log_probability;
  int32_t meaning;
  Symbols symbols;                            // on its best path
  std::vector<std::array<int32_t, 2>> spans;  // of each symbol on that path: its first place, and the place after it
};

struct Decoded {
  std::vector<Text> texts;  // the likeliest first
  double log_allowed;       // of all texts that the automaton allows
};

// Which beginnings are gone on with: at each place the likeliest `width` of them, and of those no beginning with which less
// than the share `least` of all allowed texts begins.
struct Beam {
  int width;
  double least;
};

// Texts of the same digits and meaning are one, `by_marks` only those of the same marks also.
Decoded best_texts(const Graph& graph, const Automaton& automaton, int count, const Beam& beam, bool by_marks);

// The logarithm of the probability of all texts that the automaton allows, each times its weight.
double log_mass(const Graph& graph, const Automaton& automaton);

// The same of one text.
double log_mass(const Graph& graph, const Symbols& text);

// Of each symbol of a text that the graph spells: p(text) / sum over the symbols s of p(text with s in its place).
std::vector<float> symbol_shares(const Graph& graph, const Symbols& text);

}  // namespace lenet

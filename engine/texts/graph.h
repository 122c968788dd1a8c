// Graphs of scored arcs along a line of writing, one of them made from a matrix of CTC's log probabilities. A path from
// the start to an end spells the symbols of its arcs; its score is the sum of their natural logarithms.
#pragma once

#include <cstdint>
#include <vector>

namespace lenet {

constexpr int kSymbols = 12, kDigits = 10;  // the digits, "." and "-"
constexpr int kClasses = kSymbols + 1;      // of a matrix: blank, then the symbols
constexpr int kNone = -1, kSame = -2;       // an arc that reads no symbol; one that goes on with the symbol before it

// Texts as indices of symbols.
using Symbols = std::vector<uint8_t>;

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

// The graph of a matrix [positions][kClasses]: a path takes one class at each position, the same class at touching
// positions is one symbol, and blank parts symbols. Its nodes are (place, class last taken). A class is left out of a
// position where its logarithm is more than `depth` below the position's greatest.
Graph graph_of_matrix(const float* log_probabilities, int positions, float depth);

}  // namespace lenet

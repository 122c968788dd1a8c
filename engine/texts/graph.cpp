// Graphs made of arcs, or of a matrix.
#include "texts/graph.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "texts/powers.h"

namespace lenet {

namespace {

// Makes what follows from the arcs.
void finish(Graph& graph) {
  graph.first.assign(graph.nodes() + 1, 0);
  for (Arc& arc : graph.arcs) {
    ++graph.first[arc.from + 1];
    arc.power = std::floor(arc.score / kLog2);
    arc.share = std::exp(std::clamp(arc.score - arc.power * kLog2, 0.0, kLog2));
  }
  for (int node = 0; node < graph.nodes(); ++node) graph.first[node + 1] += graph.first[node];
}

}  // namespace

Graph graph_of_arcs(int places, std::vector<Arc> arcs) {
  Graph graph{places - 1, std::vector<int32_t>(places), std::move(arcs), {}};
  for (int place = 0; place < places; ++place) graph.places[place] = place;
  std::stable_sort(graph.arcs.begin(), graph.arcs.end(), [](const Arc& a, const Arc& b) { return a.from < b.from; });
  finish(graph);
  return graph;
}

Graph graph_of_matrix(const float* log_probabilities, int positions, float depth) {
  Graph graph{positions, {0}, {}, {}};
  std::vector<int> classes{0}, before;  // of the nodes at the place before, and of those at this one
  for (int position = 0; position < positions; ++position) {
    const float* row = log_probabilities + static_cast<ptrdiff_t>(position) * kClasses;
    const float least = *std::max_element(row, row + kClasses) - depth;
    before.swap(classes);
    classes.clear();
    for (int c = 0; c < kClasses; ++c)
      if (std::isfinite(row[c]) && row[c] >= least) classes.push_back(c);
    const int to = graph.nodes(), from = to - static_cast<int>(before.size());
    for (size_t b = 0; b < before.size(); ++b)
      for (size_t k = 0; k < classes.size(); ++k) {
        const int c = classes[k], symbol = c == 0 ? kNone : c == before[b] ? kSame : c - 1;
        graph.arcs.push_back({static_cast<int32_t>(from + b), static_cast<int32_t>(to + k), symbol, row[c]});
      }
    graph.places.insert(graph.places.end(), classes.size(), position + 1);
  }
  finish(graph);
  return graph;
}

}  // namespace lenet

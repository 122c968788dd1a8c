#include "decode.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <utility>

namespace lenet {

namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

// Probabilities [nodes][states], each node's over a factor of its own: mass * exp(scale).
struct Masses {
  int states;
  std::vector<double> mass, scale;

  Masses(const Graph& graph, int states_)
      : states(states_), mass(static_cast<size_t>(graph.nodes()) * states_), scale(graph.nodes(), kNever) {}

  double* at(int node) { return mass.data() + static_cast<size_t>(node) * states; }
  const double* at(int node) const { return mass.data() + static_cast<size_t>(node) * states; }
  double log(int node, int state) const { return std::log(at(node)[state]) + scale[node]; }

  // Makes room for an addend of exp(log): the factor by which to add it.
  double factor(int node, double log) {
    if (log > scale[node]) {
      const double smaller = std::exp(scale[node] - log);
      for (int s = 0; s < states; ++s) at(node)[s] *= smaller;
      scale[node] = log;
    }
    return std::exp(log - scale[node]);
  }

  // Makes the node's greatest mass 1.
  void normalise(int node) {
    double* own = at(node);
    const double greatest = *std::max_element(own, own + states);
    scale[node] = greatest > 0 ? scale[node] + std::log(greatest) : kNever;
    for (int s = 0; greatest > 0 && s < states; ++s) own[s] /= greatest;
  }
};

// mass[n][s] = sum over the ways from node n in state s to an end: the product of their factors
Masses masses_ahead(const Graph& graph, const Automaton& automaton) {
  const int states = automaton.states;
  Masses ahead(graph, states);
  for (int node = graph.nodes() - 1; node >= 0; --node) {
    double* to = ahead.at(node);
    if (graph.places[node] == graph.last) {
      std::copy(automaton.ends.begin(), automaton.ends.end(), to);
      ahead.scale[node] = 0;
    }
    for (int a = graph.first[node]; a < graph.first[node + 1]; ++a) {
      const Arc& arc = graph.arcs[a];
      if (ahead.scale[arc.to] == kNever) continue;
      const double factor = ahead.factor(node, arc.score + ahead.scale[arc.to]);
      const double* from = ahead.at(arc.to);
      if (arc.symbol < 0) {
        for (int s = 0; s < states; ++s) to[s] += factor * from[s];
        continue;
      }
      const int32_t* next = &automaton.next[static_cast<size_t>(arc.symbol) * states];
      const double* weights = &automaton.weights[static_cast<size_t>(arc.symbol) * states];
      for (int s = 0; s < states; ++s)
        if (next[s] >= 0) to[s] += factor * weights[s] * from[next[s]];
    }
    ahead.normalise(node);
  }
  return ahead;
}

// mass[n][k] = sum over the ways from the start to node n that read the first k symbols of the text
Masses masses_behind(const Graph& graph, const Symbols& text) {
  const int length = static_cast<int>(text.size());
  Masses behind(graph, length + 1);
  behind.at(0)[0] = 1;
  behind.scale[0] = 0;
  for (int node = 0; node < graph.nodes(); ++node) {
    behind.normalise(node);
    if (behind.scale[node] == kNever) continue;
    const double* from = behind.at(node);
    for (int a = graph.first[node]; a < graph.first[node + 1]; ++a) {
      const Arc& arc = graph.arcs[a];
      const double factor = behind.factor(arc.to, arc.score + behind.scale[node]);
      double* to = behind.at(arc.to);
      for (int k = 0; arc.symbol < 0 && k <= length; ++k) to[k] += factor * from[k];
      for (int k = 0; arc.symbol >= 0 && k < length; ++k) to[k + 1] += text[k] == arc.symbol ? factor * from[k] : 0;
    }
  }
  return behind;
}

// share[k] = p(text) / sum over the symbols s of p(text with s for its k-th symbol)
std::vector<float> shares(const Graph& graph, const Symbols& text) {
  const Masses behind = masses_behind(graph, text), ahead = masses_ahead(graph, automaton_of_text(text));
  const double whole = ahead.log(0, 0);
  std::vector<double> all(text.size());  // over p(text)
  for (const Arc& arc : graph.arcs) {
    if (arc.symbol < 0 || behind.scale[arc.from] == kNever || ahead.scale[arc.to] == kNever) continue;
    const double factor = std::exp(behind.scale[arc.from] + arc.score + ahead.scale[arc.to] - whole);
    const double *from = behind.at(arc.from), *to = ahead.at(arc.to) + 1;
    for (size_t k = 0; k < text.size(); ++k) all[k] += factor * from[k] * to[k];
  }
  std::vector<float> found;
  for (double mass : all) found.push_back(static_cast<float>(1 / mass));
  return found;
}

// log(sum of exp(of(item))) over the items from first to below last
template <class Item, class Of>
double log_sum(const Item* first, const Item* last, Of of) {
  double greatest = kNever, sum = 0;
  for (const Item* item = first; item < last; ++item) greatest = std::max(greatest, of(*item));
  if (greatest == kNever) return kNever;
  for (const Item* item = first; item < last; ++item) sum += std::exp(of(*item) - greatest);
  return greatest + std::log(sum);
}

// Calls each(first, last) for each run of items that are alike.
template <class Item, class Alike, class Each>
void each_run(const std::vector<Item>& items, Alike alike, Each each) {
  const Item* const end = items.data() + items.size();
  for (const Item *first = items.data(), *last = first; first < end; first = last) {
    while (last < end && alike(*first, *last)) ++last;
    each(first, last);
  }
}

// A beam over (what was read so far, the automaton's state), from place to place. What was read are the digits, or the
// digits and marks. What lies ahead of each is known exactly, so that the beam keeps those of the likeliest whole texts.
class Search {
 public:
  Search(const Graph& graph, const Automaton& automaton, const Masses& ahead, int beam, bool by_marks)
      : graph_(graph), automaton_(automaton), ahead_(ahead), beam_(beam), read_(by_marks ? kSymbols : kDigits), coming_(graph.last + 1) {}

  std::vector<Text> run(int count) {
    if (ahead_.at(0)[0] > 0) coming_[0].push_back({0, 0, 0, kNone, kNone, 0, 0});
    for (int place = 0; place < graph_.last; ++place) {
      const size_t first = settle(place);
      for (size_t way = first; way < ways_.size(); ++way) go_on(static_cast<int32_t>(way));
    }
    return texts(settle(graph_.last), count);
  }

 private:
  // A way to a node, by an arc from a way before. Merged with its like it is the best of them, and `total` is their sum.
  struct Way {
    int32_t prefix, state, node, back, arc;
    double best, total;  // logarithms

    auto hypothesis() const { return std::pair(prefix, state); }
  };

  // Prefixes are a tree; 0 is the empty one.
  int32_t prefix_and(int32_t prefix, int symbol) {
    if (symbol >= read_) return prefix;
    if (children_[prefix][symbol] == 0) {
      const auto made = static_cast<int32_t>(children_.size());
      children_.emplace_back();
      children_[prefix][symbol] = made;
    }
    return children_[prefix][symbol];
  }

  // Merges the ways to a place and keeps those of the best hypotheses, from the number it returns.
  size_t settle(int place) {
    std::vector<Way> coming = std::move(coming_[place]), merged;
    std::sort(coming.begin(), coming.end(), [](const Way& a, const Way& b) {
      return std::tuple(a.hypothesis(), a.node, -a.best, a.arc, a.back) < std::tuple(b.hypothesis(), b.node, -b.best, b.arc, b.back);
    });
    const auto alike = [](const Way& a, const Way& b) { return a.hypothesis() == b.hypothesis() && a.node == b.node; };
    each_run(coming, alike, [&](const Way* first, const Way* last) {
      merged.push_back(*first);
      merged.back().total = log_sum(first, last, [](const Way& way) { return way.total; });
    });
    struct Ranked {
      double rank;
      const Way *first, *last;
    };
    std::vector<Ranked> ranked;
    const auto same_hypothesis = [](const Way& a, const Way& b) { return a.hypothesis() == b.hypothesis(); };
    each_run(merged, same_hypothesis, [&](const Way* first, const Way* last) {
      ranked.push_back({log_sum(first, last, [&](const Way& way) { return way.total + ahead_.log(way.node, way.state); }), first, last});
    });
    const size_t kept = std::min(ranked.size(), static_cast<size_t>(beam_)), start = ways_.size();
    std::partial_sort(ranked.begin(), ranked.begin() + kept, ranked.end(),
                      [](const Ranked& a, const Ranked& b) { return a.rank != b.rank ? a.rank > b.rank : a.first < b.first; });
    for (size_t k = 0; k < kept; ++k) ways_.insert(ways_.end(), ranked[k].first, ranked[k].last);
    return start;
  }

  void go_on(int32_t number) {
    const Way from = ways_[number];
    for (int32_t a = graph_.first[from.node]; a < graph_.first[from.node + 1]; ++a) {
      const Arc& arc = graph_.arcs[a];
      int32_t state = from.state, prefix = from.prefix;
      double step = arc.score;
      if (arc.symbol >= 0) {
        const size_t at = static_cast<size_t>(arc.symbol) * automaton_.states + state;
        state = automaton_.next[at];
        if (state < 0) continue;
        step += std::log(automaton_.weights[at]);
      }
      if (!(ahead_.at(arc.to)[state] > 0)) continue;
      if (arc.symbol >= 0) prefix = prefix_and(prefix, arc.symbol);
      coming_[graph_.places[arc.to]].push_back({prefix, state, arc.to, number, a, from.best + step, from.total + step});
    }
  }

  // Of the ways from number `start` on, which are all at an end.
  std::vector<Text> texts(size_t start, int count) {
    std::vector<Way> ended(ways_.begin() + start, ways_.end());
    for (Way& way : ended) {
      const double end = std::log(automaton_.ends[way.state]);
      way.best += end, way.total += end;
    }
    const auto read = [&](const Way& way) { return std::pair(way.prefix, automaton_.meanings[way.state]); };
    std::sort(ended.begin(), ended.end(), [&](const Way& a, const Way& b) {
      return std::tuple(read(a), -a.best, a.arc, a.back) < std::tuple(read(b), -b.best, b.arc, b.back);
    });
    std::vector<Text> found;
    std::vector<Way> best;
    each_run(ended, [&](const Way& a, const Way& b) { return read(a) == read(b); }, [&](const Way* first, const Way* last) {
      best.push_back(*first);
      best.back().total = log_sum(first, last, [](const Way& way) { return way.total; });
    });
    std::stable_sort(best.begin(), best.end(), [](const Way& a, const Way& b) { return a.total > b.total; });
    best.resize(std::min(best.size(), static_cast<size_t>(count)));
    for (const Way& way : best) found.push_back(text_of(way));
    return found;
  }

  Text text_of(const Way& way) const {
    Text text{way.total, automaton_.meanings[way.state], {}, {}, {}};
    int32_t end = kNone;  // of the symbol that goes on
    for (const Way* at = &way; at->back >= 0; at = &ways_[at->back]) {
      const Arc& arc = graph_.arcs[at->arc];
      if (arc.symbol == kNone) continue;
      if (end == kNone) end = graph_.places[arc.to];
      if (arc.symbol == kSame) continue;
      text.symbols.push_back(static_cast<uint8_t>(arc.symbol));
      text.spans.push_back({graph_.places[arc.from], end});
      end = kNone;
    }
    std::reverse(text.symbols.begin(), text.symbols.end());
    std::reverse(text.spans.begin(), text.spans.end());
    text.shares = shares(graph_, text.symbols);
    return text;
  }

  const Graph& graph_;
  const Automaton& automaton_;
  const Masses& ahead_;
  const int beam_, read_;
  std::vector<std::vector<Way>> coming_;  // by place
  std::vector<Way> ways_;
  std::vector<std::array<int32_t, kSymbols>> children_{1};
};

std::vector<int32_t> first_arcs(int nodes, const std::vector<Arc>& arcs) {
  std::vector<int32_t> first(nodes + 1, 0);
  for (const Arc& arc : arcs) ++first[arc.from + 1];
  for (int node = 0; node < nodes; ++node) first[node + 1] += first[node];
  return first;
}

}  // namespace

Graph graph_of_arcs(int places, std::vector<Arc> arcs) {
  Graph graph{places - 1, std::vector<int32_t>(places), std::move(arcs), {}};
  for (int place = 0; place < places; ++place) graph.places[place] = place;
  std::stable_sort(graph.arcs.begin(), graph.arcs.end(), [](const Arc& a, const Arc& b) { return a.from < b.from; });
  graph.first = first_arcs(places, graph.arcs);
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
  graph.first = first_arcs(graph.nodes(), graph.arcs);
  return graph;
}

Automaton automaton_of_all() {
  return {1, std::vector<int32_t>(kSymbols, 0), std::vector<double>(kSymbols, 1), {1}, {0}};
}

Automaton automaton_of_text(const Symbols& text) {
  const int states = static_cast<int>(text.size()) + 1;
  const size_t steps = static_cast<size_t>(kSymbols) * states;
  Automaton made{states, std::vector<int32_t>(steps, -1), std::vector<double>(steps, 1), std::vector<double>(states), std::vector<int32_t>(states)};
  for (int k = 0; k + 1 < states; ++k) made.next[static_cast<size_t>(text[k]) * states + k] = k + 1;
  made.ends[states - 1] = 1;
  return made;
}

double log_mass(const Graph& graph, const Automaton& automaton) { return masses_ahead(graph, automaton).log(0, 0); }

Decoded best_texts(const Graph& graph, const Automaton& automaton, int count, int beam, bool by_marks) {
  const Masses ahead = masses_ahead(graph, automaton);
  return {Search(graph, automaton, ahead, beam, by_marks).run(count), ahead.log(0, 0)};
}

}  // namespace lenet

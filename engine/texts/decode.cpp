#include "texts/decode.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace lenet {

namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity(), kLog2 = 0.69314718055994531;

constexpr double kLeastOfBeam = 0.01;  // a single way is followed from this share of the beam's least on: many may add up

// 2^n of a whole n; below the least that a double can be it is 0, above the greatest that one.
double power_of_2(double n) {
  if (n < -1022) return 0;
  return std::bit_cast<double>(static_cast<uint64_t>(1023 + static_cast<int>(std::min(n, 1023.0))) << 52);
}

// Probabilities [nodes][states], each node's over a power of two of its own: mass * 2^power.
struct Masses {
  int states;
  std::vector<double> mass, power;

  Masses(const Graph& graph, int states_)
      : states(states_), mass(static_cast<size_t>(graph.nodes()) * states_), power(graph.nodes(), kNever) {}

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
      power[node] = kNever;
      return;
    }
    const int more = std::max(std::ilogb(greatest), -1022);
    const double larger = power_of_2(-more);
    power[node] += more;
    for (int s = 0; s < states; ++s) own[s] *= larger;
  }
};

// mass[n][s] = sum over the ways from node n in state s to an end: the product of their factors. step(symbol, from, to) makes
// `to` what is ahead of a symbol before which `from` is. Most arcs to a node read the same symbol: it is done once for them.
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
      if (ahead.power[arc.to] == kNever) continue;
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

Masses masses_ahead(const Graph& graph, const Automaton& automaton) {
  const int states = automaton.states;
  return masses_ahead(graph, automaton.ends, [&](int symbol, const double* from, double* to) {
    const int32_t* next = &automaton.next[static_cast<size_t>(symbol) * states];
    const double* weights = &automaton.weights[static_cast<size_t>(symbol) * states];
    for (int s = 0; s < states; ++s) to[s] = next[s] < 0 ? 0 : weights[s] * from[next[s]];
  });
}

// State k: the first k symbols of the text were read.
Masses masses_ahead(const Graph& graph, const Symbols& text) {
  std::vector<double> ends(text.size() + 1);
  ends.back() = 1;
  return masses_ahead(graph, ends, [&](int symbol, const double* from, double* to) {
    for (size_t k = 0; k < text.size(); ++k) to[k] = text[k] == symbol ? from[k + 1] : 0;
  });
}

// mass[n][k] = sum over the ways from the start to node n that read the first k symbols of the text
Masses masses_behind(const Graph& graph, const Symbols& text) {
  const int length = static_cast<int>(text.size());
  Masses behind(graph, length + 1);
  behind.at(0)[0] = 1;
  behind.power[0] = 0;
  for (int node = 0; node < graph.nodes(); ++node) {
    behind.normalise(node);
    if (behind.power[node] == kNever) continue;
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
// digits and marks. What lies ahead of each is known exactly, so that the beam keeps those of the likeliest whole texts: all
// that is allowed flows from the start to the ends, and what goes on by an arc is a share of what came.
class Search {
 public:
  Search(const Graph& graph, const Automaton& automaton, const Masses& ahead, const Beam& beam, bool by_marks)
      : graph_(graph), automaton_(automaton), ahead_(ahead), beam_(beam), read_(by_marks ? kSymbols : kDigits), coming_(graph.last + 1) {}

  std::vector<Text> run(int count) {
    if (ahead_.at(0)[0] > 0) coming_[0].push_back({0, 0, 0, kNone, kNone, 0, 1});
    for (int place = 0; place < graph_.last; ++place) {
      const size_t first = settle(place);
      for (size_t way = first; way < ways_.size(); ++way) go_on(static_cast<int32_t>(way));
    }
    return texts(settle(graph_.last), count);
  }

 private:
  // A way to a node, by an arc from a way before. Merged with its like it is the best of them, and `flow` is their sum.
  struct Way {
    int32_t prefix, state, node, back, arc;
    double best;  // the logarithm of its arcs' and steps' product
    double flow;  // of all texts that are allowed, the share that begins with it

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
      merged.back().flow = flow(first, last);
    });
    struct Ranked {
      double flow;
      const Way *first, *last;
    };
    std::vector<Ranked> ranked;
    const auto same_hypothesis = [](const Way& a, const Way& b) { return a.hypothesis() == b.hypothesis(); };
    each_run(merged, same_hypothesis, [&](const Way* first, const Way* last) {
      if (const double all = flow(first, last); all >= beam_.least) ranked.push_back({all, first, last});
    });
    const size_t kept = std::min(ranked.size(), static_cast<size_t>(beam_.width)), start = ways_.size();
    std::partial_sort(ranked.begin(), ranked.begin() + kept, ranked.end(),
                      [](const Ranked& a, const Ranked& b) { return a.flow != b.flow ? a.flow > b.flow : a.first < b.first; });
    for (size_t k = 0; k < kept; ++k) ways_.insert(ways_.end(), ranked[k].first, ranked[k].last);
    return start;
  }

  static double flow(const Way* first, const Way* last) {
    return std::accumulate(first, last, 0.0, [](double sum, const Way& way) { return sum + way.flow; });
  }

  void go_on(int32_t number) {
    const Way from = ways_[number];
    const double onward = from.flow / ahead_.at(from.node)[from.state];
    for (int32_t a = graph_.first[from.node]; a < graph_.first[from.node + 1]; ++a) {
      const Arc& arc = graph_.arcs[a];
      int32_t state = from.state, prefix = from.prefix;
      double weight = 1;
      if (arc.symbol >= 0) {
        const size_t at = static_cast<size_t>(arc.symbol) * automaton_.states + state;
        state = automaton_.next[at];
        if (state < 0) continue;
        weight = automaton_.weights[at];
      }
      const double share = arc.share * power_of_2(arc.power + ahead_.power[arc.to] - ahead_.power[from.node]);
      const double flow = onward * share * weight * ahead_.at(arc.to)[state];
      if (!(flow > kLeastOfBeam * beam_.least)) continue;
      if (arc.symbol >= 0) prefix = prefix_and(prefix, arc.symbol);
      coming_[graph_.places[arc.to]].push_back({prefix, state, arc.to, number, a, from.best + arc.score + std::log(weight), flow});
    }
  }

  // Of the ways from number `start` on, which are all at an end.
  std::vector<Text> texts(size_t start, int count) {
    std::vector<Way> ended(ways_.begin() + start, ways_.end());
    for (Way& way : ended) way.best += std::log(automaton_.ends[way.state]);
    const auto read = [&](const Way& way) { return std::pair(way.prefix, automaton_.meanings[way.state]); };
    std::sort(ended.begin(), ended.end(), [&](const Way& a, const Way& b) {
      return std::tuple(read(a), -a.best, a.arc, a.back) < std::tuple(read(b), -b.best, b.arc, b.back);
    });
    std::vector<Text> found;
    std::vector<Way> best;
    each_run(ended, [&](const Way& a, const Way& b) { return read(a) == read(b); }, [&](const Way* first, const Way* last) {
      best.push_back(*first);
      best.back().flow = flow(first, last);
    });
    std::stable_sort(best.begin(), best.end(), [](const Way& a, const Way& b) { return a.flow > b.flow; });
    best.resize(std::min(best.size(), static_cast<size_t>(count)));
    for (const Way& way : best) found.push_back(text_of(way));
    return found;
  }

  Text text_of(const Way& way) const {
    Text text{std::log(way.flow) + ahead_.log(0, 0), automaton_.meanings[way.state], {}, {}};
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
    return text;
  }

  const Graph& graph_;
  const Automaton& automaton_;
  const Masses& ahead_;
  const Beam beam_;
  const int read_;
  std::vector<std::vector<Way>> coming_;  // by place
  std::vector<Way> ways_;
  std::vector<std::array<int32_t, kSymbols>> children_{1};
};

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

Automaton automaton_of_all() {
  return {1, std::vector<int32_t>(kSymbols, 0), std::vector<double>(kSymbols, 1), {1}, {0}};
}

double log_mass(const Graph& graph, const Automaton& automaton) { return masses_ahead(graph, automaton).log(0, 0); }

double log_mass(const Graph& graph, const Symbols& text) { return masses_ahead(graph, text).log(0, 0); }

std::vector<float> symbol_shares(const Graph& graph, const Symbols& text) {
  const Masses behind = masses_behind(graph, text), ahead = masses_ahead(graph, text);
  std::vector<double> all(text.size());  // over p(text)
  for (const Arc& arc : graph.arcs) {
    if (arc.symbol < 0 || behind.power[arc.from] == kNever || ahead.power[arc.to] == kNever) continue;
    const double factor = arc.share * power_of_2(behind.power[arc.from] + arc.power + ahead.power[arc.to] - ahead.power[0]) / ahead.at(0)[0];
    const double *from = behind.at(arc.from), *to = ahead.at(arc.to) + 1;
    for (size_t k = 0; k < text.size(); ++k) all[k] += factor * from[k] * to[k];
  }
  std::vector<float> found;
  for (double mass : all) found.push_back(static_cast<float>(1 / mass));
  return found;
}

Decoded best_texts(const Graph& graph, const Automaton& automaton, int count, const Beam& beam, bool by_marks) {
  const Masses ahead = masses_ahead(graph, automaton);
  return {Search(graph, automaton, ahead, beam, by_marks).run(count), ahead.log(0, 0)};
}

}  // namespace lenet

// The beam search: from place to place only the likeliest beginnings of texts are kept.
#include "texts/beam_search.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <tuple>
#include <utility>

#include "texts/path_sums.h"

namespace lenet {

namespace {

// A single path is followed from this share of the beam's least on, for many may add up.
constexpr double kLeastOfBeam = 0.01;

// Calls each(first, last) for each run of items that are alike.
template <class Item, class Alike, class Each>
void each_run(const std::vector<Item>& items, Alike alike, Each each) {
  const Item* const end = items.data() + items.size();
  for (const Item *first = items.data(), *last = first; first < end; first = last) {
    while (last < end && alike(*first, *last)) ++last;
    each(first, last);
  }
}

// A beam of hypotheses, from place to place. A hypothesis is what was read so far, its digits alone, and the
// automaton's state. How likely all that can follow it is, is known exactly (masses_ahead): the beam is ranked by whole
// texts. The probability of all allowed texts, 1, flows from the start to the ends; each arc takes its share of what
// came to its node.
class Search {
 public:
  Search(const Graph& graph, const Automaton& automaton, const Masses& ahead, const Beam& beam)
      : graph_(graph), automaton_(automaton), ahead_(ahead), beam_(beam), coming_(graph.last + 1) {}

  std::vector<Text> run(int count) {
    if (ahead_.at(0)[0] > 0) coming_[0].push_back({0, 0, 0, kNone, kNone, 0, 1});
    for (int place = 0; place < graph_.last; ++place) {
      const size_t first = prune(place);
      for (size_t path = first; path < paths_.size(); ++path) extend(static_cast<int32_t>(path));
    }
    return texts(prune(graph_.last), count);
  }

 private:
  // A path to a node, by an arc from a path before. Merged with its like it is the best of them, and `flow` is their
  // sum.
  struct Path {
    int32_t prefix, state, node, back, arc;
    double best;  // the logarithm of its arcs' and steps' product
    double flow;  // of all texts that are allowed, the share that begins with it

    auto hypothesis() const { return std::pair(prefix, state); }
  };

  // Prefixes are a tree; 0 is the empty one.
  int32_t prefix_and(int32_t prefix, int symbol) {
    if (symbol >= kDigits) return prefix;
    if (children_[prefix][symbol] == 0) {
      const auto made = static_cast<int32_t>(children_.size());
      children_.emplace_back();
      children_[prefix][symbol] = made;
    }
    return children_[prefix][symbol];
  }

  // Merges the paths to a place and keeps those of the best hypotheses, which are numbered from the returned number on.
  size_t prune(int place) {
    std::vector<Path> coming = std::move(coming_[place]), merged;
    std::sort(coming.begin(), coming.end(), [](const Path& a, const Path& b) {
      return std::tuple(a.hypothesis(), a.node, -a.best, a.arc, a.back) <
             std::tuple(b.hypothesis(), b.node, -b.best, b.arc, b.back);
    });
    const auto alike = [](const Path& a, const Path& b) {
      return a.hypothesis() == b.hypothesis() && a.node == b.node;
    };
    each_run(coming, alike, [&](const Path* first, const Path* last) {
      merged.push_back(*first);
      merged.back().flow = flow(first, last);
    });
    struct Ranked {
      double flow;
      const Path *first, *last;
    };
    std::vector<Ranked> ranked;
    const auto same_hypothesis = [](const Path& a, const Path& b) { return a.hypothesis() == b.hypothesis(); };
    each_run(merged, same_hypothesis, [&](const Path* first, const Path* last) {
      if (const double all = flow(first, last); all >= beam_.least) ranked.push_back({all, first, last});
    });
    const size_t kept = std::min(ranked.size(), static_cast<size_t>(beam_.width)), start = paths_.size();
    std::partial_sort(ranked.begin(), ranked.begin() + kept, ranked.end(), [](const Ranked& a, const Ranked& b) {
      return a.flow != b.flow ? a.flow > b.flow : a.first < b.first;
    });
    for (size_t k = 0; k < kept; ++k) paths_.insert(paths_.end(), ranked[k].first, ranked[k].last);
    return start;
  }

  static double flow(const Path* first, const Path* last) {
    return std::accumulate(first, last, 0.0, [](double sum, const Path& path) { return sum + path.flow; });
  }

  void extend(int32_t number) {
    const Path from = paths_[number];
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
      coming_[graph_.places[arc.to]].push_back(
          {prefix, state, arc.to, number, a, from.best + arc.score + std::log(weight), flow});
    }
  }

  // Of the paths from number `start` on, which are all at an end.
  std::vector<Text> texts(size_t start, int count) {
    std::vector<Path> ended(paths_.begin() + start, paths_.end());
    for (Path& path : ended) path.best += std::log(automaton_.ends[path.state]);
    const auto read = [&](const Path& path) { return std::pair(path.prefix, automaton_.meanings[path.state]); };
    std::sort(ended.begin(), ended.end(), [&](const Path& a, const Path& b) {
      return std::tuple(read(a), -a.best, a.arc, a.back) < std::tuple(read(b), -b.best, b.arc, b.back);
    });
    std::vector<Text> found;
    std::vector<Path> best;
    each_run(
        ended, [&](const Path& a, const Path& b) { return read(a) == read(b); },
        [&](const Path* first, const Path* last) {
          best.push_back(*first);
          best.back().flow = flow(first, last);
        });
    std::stable_sort(best.begin(), best.end(), [](const Path& a, const Path& b) { return a.flow > b.flow; });
    best.resize(std::min(best.size(), static_cast<size_t>(count)));
    for (const Path& path : best) found.push_back(text_of(path));
    return found;
  }

  Text text_of(const Path& path) const {
    Text text{std::log(path.flow) + ahead_.log(0, 0), automaton_.meanings[path.state], {}, {}};
    int32_t end = kNone;  // of the symbol that goes on
    for (const Path* at = &path; at->back >= 0; at = &paths_[at->back]) {
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
  std::vector<std::vector<Path>> coming_;  // by place
  std::vector<Path> paths_;
  std::vector<std::array<int32_t, kDigits>> children_{1};
};

}  // namespace

Decoded best_texts(const Graph& graph, const Automaton& automaton, int count, const Beam& beam) {
  const Masses ahead = masses_ahead(graph, automaton);
  return {Search(graph, automaton, ahead, beam).run(count), ahead.log(0, 0)};
}

}  // namespace lenet

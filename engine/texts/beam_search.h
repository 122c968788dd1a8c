// The likeliest texts that a graph spells and an automaton allows (LeCun et al. 1998, sections V to VII). A text's
// probability is the sum over all its paths.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "texts/automaton.h"
#include "texts/graph.h"

namespace lenet {

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

// Which beginnings the search keeps at each place: the likeliest `width` of them, and of those only such as begin at
// least the share `least` of all allowed texts.
struct Beam {
  int width;
  double least;
};

// Texts of the same digits and meaning are one, whatever their marks.
Decoded best_texts(const Graph& graph, const Automaton& automaton, int count, const Beam& beam);

}  // namespace lenet

// Which texts are allowed, and how likely each is beforehand: a finite automaton with weights.
#pragma once

#include <cstdint>
#include <vector>

#include "texts/graph.h"

namespace lenet {

// Deterministic; it starts in state 0.
struct Automaton {
  int states = 0;
  std::vector<int32_t> next;      // [kSymbols][states], -1 for none
  std::vector<double> weights;    // [kSymbols][states], of a step: a factor
  std::vector<double> ends;       // [states], of ending there: a factor, 0 for no end
  std::vector<int32_t> meanings;  // [states], of a text that ends there
};

// Allows every text, each with the weight 1.
Automaton automaton_of_all();

}  // namespace lenet

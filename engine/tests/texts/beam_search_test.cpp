// The likeliest texts against all paths of small graphs, one by one.
#include "texts/beam_search.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/check.h"
#include "tests/tests.h"
#include "texts/path_sums.h"

namespace lenet::tests {

namespace {

Symbols digits_of(const Symbols& text) {
  Symbols digits;
  for (uint8_t symbol : text)
    if (symbol < kDigits) digits.push_back(symbol);
  return digits;
}

// All paths through a matrix, one by one: what each spells, and the sum for all texts of the same digits.
void spell(const std::vector<float>& matrix, size_t at, int before, const Symbols& read, double score,
           std::map<Symbols, double>& texts) {
  if (at == matrix.size()) {
    texts[digits_of(read)] += std::exp(score);
    return;
  }
  for (int c = 0; c < kClasses; ++c) {
    Symbols longer = read;
    if (c > 0 && c != before) longer.push_back(static_cast<uint8_t>(c - 1));
    if (std::isfinite(matrix[at + c])) spell(matrix, at + kClasses, c, longer, score + matrix[at + c], texts);
  }
}

}  // namespace

void test_matrices() {
  for (int round = 0; round < 60; ++round) {
    const int positions = any(0, 5);
    std::vector<float> matrix(positions * kClasses, -INFINITY);
    const int few[3] = {any(0, kClasses - 1), any(0, kClasses - 1), 0};
    for (int t = 0; t < positions; ++t)
      for (int c : few) matrix[t * kClasses + c] = 3 * number();
    std::map<Symbols, double> texts;
    spell(matrix, 0, 0, {}, 0, texts);
    const Graph graph = graph_of_matrix(matrix.data(), positions, INFINITY);
    const Decoded found = best_texts(graph, automaton_of_all(), 1000, {1000, 0});
    bool right = found.texts.size() == texts.size();
    double all = 0;
    for (const Text& text : found.texts) {
      const double probability = std::exp(text.log_probability);
      all += probability;
      right = right && close(probability, texts[digits_of(text.symbols)]);
      int place = 0;
      for (const auto& [first, last] : text.spans)
        right = right && place <= first && first < last && (place = last) <= positions;
      for (float share : symbol_shares(graph, text.symbols)) right = right && share > 0 && share <= 1 + 1e-6;
    }
    check(right && close(std::exp(found.log_allowed), all), "decode: a matrix's texts, no. " + std::to_string(round));
  }
}

// Arcs that may lead nowhere, a beam of 1 and up, and scores far beyond what an exponential holds.
void test_arcs() {
  for (int round = 0; round < 60; ++round) {
    const int places = any(1, 30);
    std::vector<Arc> arcs;
    for (int n = places > 1 ? any(0, 90) : 0; n > 0; --n) {
      const int from = any(0, places - 2);
      arcs.push_back({from, any(from + 1, std::min(places - 1, from + 3)), any(-1, kSymbols - 1), 1000 * number()});
    }
    const Graph graph = graph_of_arcs(places, arcs);
    const double all = log_mass(graph, automaton_of_all());
    for (int beam : {1, 3, 40}) {
      const Decoded found = best_texts(graph, automaton_of_all(), 3, {beam, 0});
      check(found.texts.empty() == std::isinf(all) && (std::isinf(all) || close(found.log_allowed, all)),
            "decode: all texts of arcs");
      check(found.texts.empty() || found.texts[0].log_probability <= all + 1e-6, "decode: a text is one of all");
    }
  }
}

}  // namespace lenet::tests

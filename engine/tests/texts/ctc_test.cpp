// CTC's loss and gradient against the sum over all paths, one by one.
#include "texts/ctc.h"

#include <cmath>
#include <utility>
#include <vector>

#include "tests/check.h"
#include "tests/tests.h"
#include "tests/texts/strings.h"

namespace lenet::tests {

namespace {

// A string's chance and, times each path's, the classes it shows: the sum over all paths, one by one.
struct Paths {
  int positions, classes;
  const std::vector<double>& chances;
  std::vector<int> wanted;
  double total = 0;
  std::vector<double> shown;

  Paths(int positions_, int classes_, const std::vector<double>& chances_, std::vector<int> wanted_)
      : positions(positions_), classes(classes_), chances(chances_), wanted(std::move(wanted_)), shown(chances.size()) {
    std::vector<int> path;
    follow(path, 1);
  }

  void follow(std::vector<int>& path, double chance) {
    const int t = static_cast<int>(path.size());
    if (t == positions) return count(path, chance);
    for (int c = 0; c < classes; ++c) {
      path.push_back(c);
      follow(path, chance * chances[t * classes + c]);
      path.pop_back();
    }
  }

  void count(const std::vector<int>& path, double chance) {
    std::vector<int> spelled;
    for (int t = 0; t < positions; ++t)
      if (path[t] != kBlank && (t == 0 || path[t - 1] != path[t])) spelled.push_back(path[t]);
    if (spelled != wanted) return;
    total += chance;
    for (int t = 0; t < positions; ++t) shown[t * classes + path[t]] += chance;
  }
};

void test_infinite_losses() {
  const int32_t impossible[2] = {1, 1};
  Target target{};
  target.count = 1;
  target.label[0] = impossible;
  target.weight[0] = 1;
  const Buffer narrow(4), spoilt(6);
  check(std::isinf(ctc(2, 2, 1, 2, target, true, narrow.get()).loss),
        "ctc: a string that does not fit is infinitely unlikely");
  spoilt[3] = NAN;
  check(!std::isfinite(ctc(3, 2, 1, 2, target, true, spoilt.get()).loss), "ctc: a NaN is noticed in the loss");
}

}  // namespace

void test_ctc() {
  for (int round = 0; round < 120; ++round) {
    const int positions = any(1, 5), classes = any(2, 4), lanes = one_of({1, kLanes}), room = any(0, 6),
              values = positions * classes;
    Target target{};
    target.count = any(1, lanes);
    std::vector<int32_t> labels(lanes * room);
    const Buffer logits(values * lanes), got(logits), kept(logits);
    Buffer wanted(values * lanes, false);
    double loss = 0;
    for (int lane = 0; lane < target.count; ++lane) {
      int32_t* string = labels.data() + lane * room;
      draw_string(positions, classes, room, string);
      target.label[lane] = string;
      target.weight[lane] = 1 + number() / 2;
      std::vector<double> chances(values);
      for (int t = 0; t < positions; ++t) {
        double total = 0;
        for (int c = 0; c < classes; ++c)
          total += chances[t * classes + c] = std::exp(static_cast<double>(logits[(t * classes + c) * lanes + lane]));
        for (int c = 0; c < classes; ++c) chances[t * classes + c] /= total;
      }
      const Paths paths(positions, classes, chances, {string, string + string_length(string, room)});
      loss -= target.weight[lane] * std::log(paths.total);
      for (int k = 0; k < values; ++k)
        wanted[k * lanes + lane] =
            static_cast<float>(target.weight[lane] * (chances[k] - paths.shown[k] / paths.total));
    }
    const Outcome outcome = ctc(positions, classes, lanes, room, target, true, got.get());
    check(close(outcome.loss, loss, 1e-6) && close(got, wanted, 1e-6),
          "ctc: loss and gradient of the sum over all paths");
    check(
        ctc(positions, classes, lanes, room, target, false, kept.get()).loss == outcome.loss && close(kept, logits, 0),
        "ctc: without the gradient the answers stay");
  }
  test_infinite_losses();
}

}  // namespace lenet::tests

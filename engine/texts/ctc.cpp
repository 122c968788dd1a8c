// CTC's forward and backward passes over the states of a string, in double precision.
#include "texts/ctc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lenet {

namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

// log(e^a + e^b + e^c)
double log_sum(double a, double b, double c) {
  const double largest = std::max(a, std::max(b, c));
  if (largest == kNever) return kNever;
  double total = 0;
  for (double term : {a, b, c}) total += term == kNever ? 0 : term == largest ? 1 : std::exp(term - largest);
  return largest + std::log(total);
}

// A string with a blank before, between and behind its labels: state 2k + 1 shows label k. One sample's tables.
class Alignment {
 public:
  Alignment(int positions, int classes, int room)
      : positions_(positions),
        classes_(classes),
        logs_(static_cast<size_t>(positions) * classes),
        shares_(classes),
        forward_(static_cast<size_t>(positions) * (2 * room + 1)),
        here_(2 * room + 1),
        next_(2 * room + 1) {}

  void read(const float* y, int lanes) {
    for (int t = 0; t < positions_; ++t) {
      double* row = &logs_[static_cast<size_t>(t) * classes_];
      for (int c = 0; c < classes_; ++c) row[c] = y[(static_cast<ptrdiff_t>(t) * classes_ + c) * lanes];
      const double largest = *std::max_element(row, row + classes_);
      double total = 0;
      for (int c = 0; c < classes_; ++c) total += std::exp(row[c] - largest);
      const double log_total = largest + std::log(total);
      for (int c = 0; c < classes_; ++c) row[c] -= log_total;
    }
  }

  // log P(labels). forward_[t][s] = log of the chance of all paths to state s at position t, its own class included.
  double pass_forward(const int32_t* labels, int length) {
    labels_ = labels;
    states_ = 2 * length + 1;
    for (int t = 0; t < positions_; ++t) {
      double* to = row_of(t);
      const double* from = t ? row_of(t - 1) : nullptr;
      std::fill(to, to + states_, kNever);
      for (int s = first_state(t); s < end_state(t); ++s) {
        if (t == 0) to[s] = log_of(0, s);
        else to[s] = log_of(t, s) + log_sum(from[s], s > 0 ? from[s - 1] : kNever, skips(s) ? from[s - 2] : kNever);
      }
    }
    const double* last = row_of(positions_ - 1);
    return log_sum(last[states_ - 1], states_ > 1 ? last[states_ - 2] : kNever, kNever);
  }

  // y = weight (softmax(y) - posterior). here_[s]: log of the chance of all paths from s at t to the end, without t's
  // own class.
  void pass_backward(double log_chance, float weight, int lanes, float* y) {
    for (int t = positions_; t-- > 0;) {
      step_back(t);
      const double* logs = &logs_[static_cast<size_t>(t) * classes_];
      const double* alpha = row_of(t);
      std::fill(shares_.begin(), shares_.end(), 0);
      for (int s = first_state(t); s < end_state(t); ++s)
        if (alpha[s] != kNever && here_[s] != kNever)
          shares_[class_of(s)] += std::exp(alpha[s] + here_[s] - log_chance);
      for (int c = 0; c < classes_; ++c)
        y[(static_cast<ptrdiff_t>(t) * classes_ + c) * lanes] =
            static_cast<float>(weight * (std::exp(logs[c]) - shares_[c]));
    }
  }

  // Whether the most likely class at each position, repeats taken once and blanks left out, spells the labels.
  bool reads(const int32_t* labels, int length) const {
    int read = 0, before = kBlank;
    for (int t = 0; t < positions_; ++t) {
      const double* row = &logs_[static_cast<size_t>(t) * classes_];
      const int best = static_cast<int>(std::max_element(row, row + classes_) - row);
      if (best != kBlank && best != before && (read == length || labels[read++] != best)) return false;
      before = best;
    }
    return read == length;
  }

 private:
  int class_of(int s) const { return s % 2 ? labels_[s / 2] : kBlank; }
  double log_of(int t, int s) const { return logs_[static_cast<size_t>(t) * classes_ + class_of(s)]; }
  double* row_of(int t) { return &forward_[static_cast<size_t>(t) * states_]; }

  // Whether state s follows s - 2: the blank between two different labels may be left out.
  bool skips(int s) const { return s % 2 && s > 1 && labels_[s / 2] != labels_[s / 2 - 1]; }

  // At t only states that the start reaches and that reach the end.
  int first_state(int t) const { return std::max(0, states_ - 2 * (positions_ - t)); }
  int end_state(int t) const { return std::min(states_, 2 * (t + 1)); }

  void step_back(int t) {
    std::swap(here_, next_);
    if (t == positions_ - 1) {
      std::fill(here_.begin(), here_.begin() + states_, kNever);
      here_[states_ - 1] = 0;
      if (states_ > 1) here_[states_ - 2] = 0;
      return;
    }
    const auto onward = [&](int s) { return s < states_ ? log_of(t + 1, s) + next_[s] : kNever; };
    std::fill(here_.begin(), here_.begin() + states_, kNever);
    for (int s = first_state(t); s < end_state(t); ++s)
      here_[s] = log_sum(onward(s), onward(s + 1), s + 2 < states_ && skips(s + 2) ? onward(s + 2) : kNever);
  }

  int positions_, classes_, states_ = 1;
  const int32_t* labels_ = nullptr;
  std::vector<double> logs_, shares_, forward_, here_, next_;
};

}  // namespace

int string_length(const int32_t* labels, int room) {
  return static_cast<int>(std::find(labels, labels + room, kBlank) - labels);
}

int positions_needed(const int32_t* labels, int length) {
  int needed = length;
  for (int k = 1; k < length; ++k) needed += labels[k] == labels[k - 1];
  return needed;
}

Outcome ctc(int positions, int classes, int lanes, int room, const Target& target, bool gradient, float* y) {
  Alignment alignment(positions, classes, room);
  Outcome outcome{0, 0};
  for (int lane = 0; lane < target.count; ++lane) {
    const int length = string_length(target.label[lane], room);
    alignment.read(y + lane, lanes);
    const double log_chance = alignment.pass_forward(target.label[lane], length);
    outcome.loss -= target.weight[lane] * log_chance;
    outcome.correct += alignment.reads(target.label[lane], length);
    if (gradient) alignment.pass_backward(log_chance, target.weight[lane], lanes, y + lane);
  }
  for (int k = 0; gradient && k < positions * classes; ++k)
    for (int lane = target.count; lane < lanes; ++lane) y[static_cast<ptrdiff_t>(k) * lanes + lane] = 0;
  return outcome;
}

}  // namespace lenet

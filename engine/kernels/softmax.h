// Softmax of the last layer's values [units][lanes].
#pragma once

#include "kernels/exp_tanh.h"

namespace lenet::LENET_INSTRUCTIONS {

// One vector of lanes of every unit; a single lane is spread over the vector, so that one code serves both.
inline Vec load_column(const float* y, int unit, int lane, int lanes) {
  return lanes == 1 ? broadcast(y[unit]) : load(y + unit * lanes + lane);
}

inline void store_column(float* y, int unit, int lane, int lanes, Vec v) {
  lanes == 1 ? store_first(y + unit, v, 1) : store(y + unit * lanes + lane, v);
}

struct Normaliser {
  Vec largest, total;  // softmax = exp(y - largest) / total
};

inline Normaliser normalise_column(int units, int lane, int lanes, float* y) {
  Vec largest = load_column(y, 0, lane, lanes);
  for (int o = 1; o < units; ++o) {
    const Vec v = load_column(y, o, lane, lanes);
    largest = pick(v <= largest, largest, v);
  }
  Vec total{};
  for (int o = 0; o < units; ++o) {
    const Vec e = exp(load_column(y, o, lane, lanes) - largest);
    store_column(y, o, lane, lanes, e);
    total += e;
  }
  for (int o = 0; o < units; ++o) store_column(y, o, lane, lanes, load_column(y, o, lane, lanes) / total);
  return {largest, total};
}

// y[o] = exp(y[o]) / sum_k exp(y[k])
inline void softmax(int units, int lanes, float* y) {
  for (int lane = 0; lane < lanes; lane += kWidth) normalise_column(units, lane, lanes, y);
}

}  // namespace lenet::LENET_INSTRUCTIONS

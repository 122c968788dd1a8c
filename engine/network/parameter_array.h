// A parameter array, a kernel or a bias, as an update sees it: what it adds to the loss, and what holds after a step.
#pragma once

#include <cstdint>

#include "kernels/kernels.h"

namespace lenet {

// What is done to an array after each update. Norms are those of its columns, the array read as [rows][columns]:
// w *= desired / (1e-7 + norm), desired = rate * clip(norm, low, high) + (1 - rate) * norm.
struct Constraint {
  bool non_negative = false;
  int64_t columns = 0;  // 0: nothing is asked of norms
  float low = 0, high = 0, rate = 1;

  bool any() const { return non_negative || columns > 0; }
};

struct ParameterArray {
  int64_t at, count;  // in the flat parameters
  Penalty penalty = {};
  Constraint constraint = {};

  bool penalised() const { return penalty.l1 != 0 || penalty.l2 != 0; }
};

}  // namespace lenet

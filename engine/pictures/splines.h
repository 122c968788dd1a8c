// Cubic B-splines between nodes: the elastic displacement of each pixel is a sum of four nodes' along each axis.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/kernels.h"

namespace lenet {

// The cubic B-splines that are not 0 at each of `count` pixels: a node `spacing` pixels, the middle of both the same.
struct Splines {
  int nodes = 0;
  std::vector<int32_t> first;
  std::vector<float> weights;  // [count][4]

  Splines(int count, double spacing) : nodes(std::max(4, static_cast<int>(std::ceil((count - 1) / spacing)) + 3)) {
    for (int k = 0; k < count; ++k) {
      const double place = (k - 0.5 * (count - 1)) / spacing + 0.5 * (nodes - 1);
      const int node = std::min(static_cast<int>(place), nodes - 3);
      const double t = place - node, s = 1 - t;
      first.push_back(node - 1);
      for (double weight : {s * s * s, 4 - 6 * t * t + 3 * t * t * t, 4 - 6 * s * s + 3 * s * s * s, t * t * t})
        weights.push_back(static_cast<float>(weight / 6));
    }
  }

  // [node][padded(pixels)]
  std::vector<float> spread() const {
    const size_t count = first.size(), run = padded(static_cast<int>(count));
    std::vector<float> all(nodes * run);
    for (size_t k = 0; k < count; ++k)
      for (int t = 0; t < 4; ++t) all[(first[k] + t) * run + k] = weights[4 * k + t];
    return all;
  }
};

}  // namespace lenet

// What a picture drawn anew is made from.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/records/planes.h"

namespace lenet {

// to[i][j] = the image, bilinear and 0 outside, at
//   x = xx * u + xy * v + center_x + sum_{g,k} nodes[0][g][k] * B_g(i) * B_k(j),   u = j - center_x - right
//   y = yx * u + yy * v + center_y + sum_{g,k} nodes[1][g][k] * B_g(i) * B_k(j),   v = i - center_y - down
// rounded to the nearest whole number. B are cubic B-splines: four of them are not 0 in a row.
struct Warp {
  int rows, columns;
  const uint8_t* image;
  float xx, xy, yx, yy, right, down;
  int nodes_down, nodes_across;  // 0: no displacement
  const float* nodes;            // [2][nodes_down][nodes_across]
  const float* across;           // [nodes_across][padded(columns)]: B_k(j)
  const float* down_weights;     // [rows][4]: B_g(i) of the nodes from first_node[i] on
  const int32_t* first_node;     // [rows]
  float* scratch;                // room for warp_scratch(...) floats
  uint8_t* to;
};

// In floats: pixels by fours, eight rows, nodes spread along the rows, and the image with a border.
constexpr size_t warp_scratch(int rows, int columns, int nodes_down) {
  const size_t wide = padded(columns + 2);
  return (rows + 2) * wide + (8 + 2 * nodes_down) * padded(columns) + (rows + 3) * (wide + 1) / sizeof(float) + 1;
}

}  // namespace lenet

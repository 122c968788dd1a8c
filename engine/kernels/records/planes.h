// How activations lie in memory: [channel][row][column][lane], `lanes` samples side by side, 16 of a mini-batch or the
// single one of on-line training. A row is then a run of columns x lanes contiguous floats, and all that lies outside
// the rows (margins, the end of a last vector) is zero and stays zero.
#pragma once

#include <cstddef>

namespace lenet {

constexpr int kLanes = 16;

constexpr int padded(int units) { return (units + kLanes - 1) / kLanes * kLanes; }

// A plane's first value, and how many floats on the next channel and the next row are.
struct View {
  float* origin;
  ptrdiff_t channel;
  ptrdiff_t row;

  View shifted(ptrdiff_t rows, ptrdiff_t floats) const { return {origin + rows * row + floats, channel, row}; }
};

// The chunks of a batch, for the gradients that sum over all of them: chunk k starts k * stride floats on.
struct Chunks {
  int count;
  ptrdiff_t stride;
  int lanes;
};

}  // namespace lenet

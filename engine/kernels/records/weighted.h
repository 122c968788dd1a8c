// What the kernels of layers with weights are given: convolutions, Dense, radial basis functions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/records/activations.h"
#include "kernels/records/planes.h"

namespace lenet {

constexpr int kPackedChannels = 8;  // whose weights a Correlation puts side by side

// y[o][i][:] = finish(bias[o] + sum_{u,v,c} weights[u][v][c][o] * x[c][i + u][v * lanes + :])
struct Correlation {
  int out;                     // channels of y
  int kernel_rows, row_taps;   // row_taps: kernel columns x channels of x
  const int32_t* taps;         // [u][v][c]: how many floats after x[0][i][0] that tap's row begins
  int rows, run;               // of y: rows, and floats a row
  int first_row, source_rows;  // x's row 0 is the source's row `first_row`; the source has so many, the rest is zero
  View x, y;
  const float* weights;
  const float* bias;  // nullptr: none
  Activation activation;
  bool derivative;              // finish: false y = f(sum); true y = sum * f'(y), y holding f's value before
  float* packed = nullptr;      // room for the weights of so many channels, where they lie far apart
  const float* soon = nullptr;  // memory that is wanted after this, fetched into the cache a piece a block
  int64_t soon_floats = 0;
};

// dweights[u][v][c][o] += sum_{i,:} x[c][i + u][v * lanes + :] * dy[o][i][:];  dbias[o] += sum dy[o]
struct WeightGradient {
  int in, out;
  int kernel_rows, kernel_columns;
  const int32_t* taps;  // as a Correlation's
  int rows, run;        // of dy
  int lanes;
  View x, dy;
  float* scratch;  // room for dy as [row][column][padded(out)], where there is one lane
  float* weights;
  float* bias;  // nullptr: none
};

// A fully connected layer on one chunk: x [in][lanes], y [out][lanes], weights [in][out].
struct Dense {
  int in, out;
  int lanes;
  const float* weights;
  const float* bias;
};

// Euclidean radial basis functions: y[o] = sum_i (x[i] - centers[o][i])^2
struct Rbf {
  int in, out;
  int lanes;
  const float* centers;
};

}  // namespace lenet

// What the kernels of pooling layers are given.
#pragma once

#include "kernels/records/activations.h"
#include "kernels/records/planes.h"

namespace lenet {

// Over windows that touch but do not overlap: the maximum, or y = f(coefficient[c] * sum of the window + bias[c])
struct Pooling {
  bool maximum;
  int channels, rows, columns;  // of y
  int pool_rows, pool_columns;
  int source_rows, source_columns;  // of x
  int lanes;
  View x, y;
  Activation activation;                // forward: f; backward: of the layer that made x
  const float* coefficients = nullptr;  // nullptr: the mean, and no bias
  const float* biases = nullptr;
  float* coefficient_gradient = nullptr;
  float* bias_gradient = nullptr;
  bool curvature = false;  // backward: second derivatives; coefficients holds squares then
};

// How the windows of a pooling lie where they do not just touch: window (i, j) begins at row i * rows - top and column
// j * columns - left. What lies outside the source counts for nothing; a window that lies outside makes 0.
struct Steps {
  int rows = 0, columns = 0;  // from window to window
  int top = 0, left = 0;
  int out_rows = 0, out_columns = 0;
};

// Pooling over windows that overlap, leave gaps or reach over the edges: the maximum or the mean.
struct Windows {
  bool maximum;
  int channels;
  int pool_rows, pool_columns;
  Steps steps;
  int source_rows, source_columns;
  int lanes;
  View x, y;
  Activation before;         // backward: of the layer that made x
  float* scratch = nullptr;  // backward: room for one channel of x
};

}  // namespace lenet

// The table of kernels: the same for every instruction set, on plain sizes and pointers. What each is given is in
// records/.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/records/activations.h"
#include "kernels/records/elements.h"
#include "kernels/records/losses.h"
#include "kernels/records/planes.h"
#include "kernels/records/updates.h"
#include "kernels/records/warp.h"
#include "kernels/records/weighted.h"
#include "kernels/records/windows.h"

namespace lenet {

// One table of these for each instruction set.
struct Kernels {
  const char* name;

  void (*gather)(const float* const* samples, int channels, int rows, int columns, int lanes, View x);
  void (*correlate)(const Correlation&);
  void (*weight_gradient)(const WeightGradient&);
  void (*pool)(const Pooling&);
  // y: gradient; x: activations in, gradient out; the gradients of parameters are added to
  void (*pool_gradient)(const Pooling&);
  void (*pool_windows)(const Windows&);
  void (*pool_windows_gradient)(const Windows&);
  void (*curve)(const Curve&, const Elements&);
  void (*curve_gradient)(const Curve&, const Elements&);
  void (*dropout)(const Dropped&, const Elements&);
  void (*dropout_gradient)(const Dropped&, const Elements&);
  void (*normalise)(const Normalised&, const Elements&);
  void (*normalise_gradient)(const Normalised&, const Elements&);
  // sums[c] = {mean, sum of squared differences from it} of a channel's x, of the lanes in use
  void (*channel_moments)(const Elements&, int used, float* sums);
  // sums[c] = {sum of dy, sum of dy (x - mean) inverse_deviation}
  void (*channel_products)(const Normalised&, const Elements&, float* sums);
  void (*flatten)(int channels, int rows, int columns, int lanes, View x, float* features);
  void (*flatten_gradient)(int channels, int rows, int columns, int lanes, const float* gradient, Activation, View x);
  void (*dense)(const Dense&, const float* x, float* y);
  void (*dense_input_gradient)(const Dense&, const float* dy, float* dx);
  // dweights[i][o] = sum over the chunks' lanes of x[i][lane] * dy[lane][o], for `in` inputs
  void (*dense_weight_gradient)(const Chunks&, int out, int in, const float* x, const float* dy, float* dweights);
  void (*dense_bias_gradient)(const Chunks&, int out, const float* dy, float* dbias);
  // A layer of Euclidean radial basis functions on one chunk: centers [out][in], y [out][lanes]
  void (*rbf)(const Rbf&, const float* x, float* y);
  void (*rbf_input_gradient)(const Rbf&, const float* x, const float* dy, float* dx);
  // dcenters[o][i] = sum over the chunks' lanes of 2 (centers[o][i] - x[i][lane]) dy[lane][o]
  void (*rbf_center_gradient)(const Chunks&, const Rbf&, const float* x, const float* dy, float* dcenters);
  void (*transpose)(int units, int lanes, const float* dy, float* rows);  // [units][lanes] -> [lanes][padded(units)]
  void (*activate)(Activation, size_t count, float* y);
  void (*derive)(Activation, size_t count, const float* y, float* dy);  // dy *= f'(y)
  void (*softmax)(int units, int lanes, float* y);
  // y: the last layer's output (softmax: its input). With `gradient`, y becomes dE/d(input of its activation).
  Outcome (*loss)(const Objective&, Activation, int units, int lanes, const Target&, bool gradient, float* y);
  // diagonal_lm: `second` holds the second derivatives
  void (*update)(const Update&, size_t count, const float* gradient, const Updated&);
  double (*sum_of_squares)(size_t count, const float* from);
  double (*penalty)(const Penalty&, size_t count, const float* weights);  // sum of l1 |w| + l2 w^2
  // gradient += l1 sign(w) + 2 l2 w
  void (*penalty_gradient)(const Penalty&, size_t count, const float* weights, float* gradient);
  void (*scale)(size_t count, float by, float* values);
  void (*clip)(size_t count, float most, float* values);       // to what lies from -most to most
  void (*add)(size_t count, const float* from, float* to);     // to += from
  void (*square)(size_t count, const float* from, float* to);  // to = from^2
  void (*warp)(const Warp&);
  double (*multiply_add)(int64_t repeats);  // returns how many it did
};

}  // namespace lenet

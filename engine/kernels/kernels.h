// What a kernel is given: plain sizes and pointers, the same for every instruction set.
//
// Activations are stored [channel][row][column][lane]: `lanes` samples side by side, 16 of a mini-batch or
// the single one of on-line training. A row is then a run of columns x lanes contiguous floats, and all
// that lies outside the rows (margins, the end of a last vector) is zero and stays zero.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lenet {

constexpr int kLanes = 16;

constexpr int padded(int units) { return (units + kLanes - 1) / kLanes * kLanes; }

enum class Activation { linear, relu, sigmoid, tanh, scaled_tanh, softmax };
// Functions that an Activation layer applies; `a` and `b` are their numbers, where they have any.
struct Curve {
  enum Kind {
    linear,
    affine,         // a x + b
    relu,           // a (x - c) below c, at most b (Keras's negative_slope, max_value and threshold)
    elu,            // a (e^x - 1) below 0
    celu,           // a (e^(x / a) - 1) below 0
    selu,           // 1.0507 elu(x), a 1.6733
    exponential,    // e^x
    sigmoid,        // 1 / (1 + e^-x)
    log_sigmoid,    // log sigmoid(x)
    hard_sigmoid,   // x / 6 + 1/2 within 0 and 1
    sparse_sigmoid, // (x + 1) / 2 within 0 and 1
    tanh,           //
    scaled_tanh,    // 1.7159 tanh(2/3 x)
    hard_tanh,      // x within -1 and 1
    tanh_shrink,    // x - tanh(x)
    soft_shrink,    // x nearer to 0 by a, 0 within a of it
    hard_shrink,    // x, 0 within a of 0
    threshold,      // x, b unless x > a
    softplus,       // log(1 + e^x)
    softsign,       // x / (1 + |x|)
    squareplus,     // (x + sqrt(x^2 + a)) / 2
    sparse_plus,    // 0 below -1, x from 1 on, (x + 1)^2 / 4 between
    silu,           // x sigmoid(x)
    hard_silu,      // x hard_sigmoid(x)
    gelu,           // x Phi(x), Phi that of a normal distribution
    gelu_tanh,      // its approximation, x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
    mish            // x tanh(softplus(x))
  };
  Kind kind = linear;
  float a = 0, b = 0, c = 0;
};
enum class Loss {
  sparse_categorical_crossentropy,
  categorical_crossentropy,
  categorical_focal_crossentropy,
  binary_crossentropy,
  binary_focal_crossentropy,
  mse,
  mean_absolute_error,
  mean_absolute_percentage_error,
  mean_squared_logarithmic_error,
  huber,
  log_cosh,
  hinge,
  squared_hinge,
  categorical_hinge,
  kl_divergence,
  poisson,
  cosine_similarity,
  maximum_likelihood,
  maximum_a_posteriori,
  ctc
};

// Whether a loss takes the penalties of an RBF, as those of 1998 do.
constexpr bool on_penalties(Loss loss) {
  return loss == Loss::maximum_likelihood || loss == Loss::maximum_a_posteriori;
}

// What is minimised: a loss and its arguments, each of the losses that are named with it.
struct Objective {
  Loss loss;
  float scale = 1, rubbish = 0;  // maximum_*: what penalties are multiplied by; that of belonging to no class
  bool from_logits = false;      // *_crossentropy: whether it makes probabilities of its inputs
  float delta = 1;               // huber: up to which miss it is a parabola
  float alpha = -1, gamma = 0;   // *_focal_crossentropy: the balance of the classes, < 0: none; the focus
  float factor = 1;              // what the loss of each sample is multiplied by
  bool summed = false;           // the batch's sum, not its mean
};
enum class Optimizer { sgd, rmsprop, adam, adadelta, adagrad, adamax, nadam, lion, diagonal_lm };

// A plane's first value, and how many floats on the next channel and the next row are.
struct View {
  float* origin;
  ptrdiff_t channel;
  ptrdiff_t row;

  View shifted(ptrdiff_t rows, ptrdiff_t floats) const { return {origin + rows * row + floats, channel, row}; }
};

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

// Elements of a layer that takes each for itself: channels x rows x run floats at x and at y. In the gradient's pass y
// holds dE/dy and becomes dE/dx.
struct Elements {
  int channels, rows, run;
  int lanes;
  View x, y;
};

// What a Dropout keeps is decided by a hash of the sample's key and the value's place.
struct Dropped {
  float rate;  // of a noise: its standard deviation
  bool whole_channels;
  bool multiplied;  // of a noise
  uint32_t keys[kLanes];
};

// Of a channel, for BatchNormalization: y = f(slope x + offset); backward
// dE/dx = slope (dy - mean_gradient - (x - mean) inverse_deviation mean_product).
struct Normalised {
  const float *slope, *offset;
  const float *mean = nullptr, *inverse_deviation = nullptr, *mean_gradient = nullptr, *mean_product = nullptr;
  Activation activation = Activation::linear;
  int used = kLanes;  // lanes with samples; the gradient of the others is 0
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

// The chunks of a batch, for the gradients that sum over all of them: chunk k starts k * stride floats on.
struct Chunks {
  int count;
  ptrdiff_t stride;
  int lanes;
};

// What the samples of one chunk should have given; `weight` holds the share of each in the batch's loss, sample weight
// / batch size but for the objective's factor and sum, 0 for an empty lane.
struct Target {
  const int32_t* label[kLanes];  // sparse_categorical_crossentropy, maximum_*; ctc: a string's labels, then zeros
  const float* values[kLanes];   // of the other losses: [units]
  float weight[kLanes];
  int count;    // lanes in use
  float* room;  // for loss_room(units) floats
};

// Of one lane: its outputs, the loss's slope in each of them, and what they are made of.
constexpr size_t loss_room(int units) { return 3 * static_cast<size_t>(padded(units)); }

struct Outcome {
  double loss;  // sum over the lanes of weight * loss
  int correct;
};

struct Update {
  Optimizer kind;
  float rate;   // Adam, Adamax and Nadam: with the bias corrections in it
  float decay;  // decoupled weight decay: learning rate * weight decay
  float momentum;
  bool nesterov;
  float beta_1, beta_2, epsilon;  // RMSprop and Adadelta: beta_2 is rho; Nadam: epsilon with the bias correction in it
  float mu;                       // diagonal_lm: what is added to the second derivative
  bool third = false;             // Adam: amsgrad; RMSprop: centered
  float gradient_rate = 0;        // Nadam: of the gradient itself
};

// What an update changes, from the same parameter on: the weights, and what the optimizer remembers of each.
struct Updated {
  float *weights, *first, *second, *third;
};

// What each weight of a parameter array adds to the loss: l1 |w| + l2 w^2
struct Penalty {
  float l1 = 0, l2 = 0;
};

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
  void (*dropout)(const Dropped&, const Elements&);  // its gradient too: x and y are dE/dy
  void (*noise)(const Dropped&, const Elements&);
  void (*channel_softmax)(const Elements&);
  void (*channel_softmax_gradient)(const Elements&);
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

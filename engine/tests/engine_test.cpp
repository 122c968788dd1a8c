// The engine's own tests, built with AddressSanitizer and UndefinedBehaviorSanitizer: every kernel of every instruction
// set against slow loops, on buffers with nothing behind them but what kernels.h allows to be read; and whole networks.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "texts/ctc.h"
#include "texts/decode.h"
#include "kernels/dispatch.h"
#include "pictures/distort.h"
#include "network/network.h"

using namespace lenet;

namespace {

int passed = 0, failed = 0;

void check(bool holds, const std::string& what) {
  holds ? ++passed : ++failed;
  if (!holds) std::fprintf(stderr, "FAILED: %s\n", what.c_str());
}

std::mt19937 chance(20240229);

int any(int low, int high) { return std::uniform_int_distribution<int>(low, high)(chance); }
float number() { return std::uniform_real_distribution<float>(-1, 1)(chance); }
template <class T>
T one_of(std::initializer_list<T> choices) { return choices.begin()[any(0, static_cast<int>(choices.size()) - 1)]; }

const std::initializer_list<Activation> kActivations{Activation::linear, Activation::relu, Activation::sigmoid, Activation::tanh,
                                                     Activation::scaled_tanh};

// Exactly so many floats on the heap: AddressSanitizer sees a read or write of one more.
struct Buffer {
  size_t count;
  std::unique_ptr<float[]> data;

  explicit Buffer(size_t n, bool random = true) : count(n), data(new float[n]()) {
    for (size_t k = 0; random && k < n; ++k) data[k] = number();
  }
  Buffer(const Buffer& other) : count(other.count), data(new float[other.count]) { std::copy_n(other.get(), count, get()); }
  float* get() const { return data.get(); }
  float& operator[](size_t k) const { return data[k]; }
};

bool close(double got, double wanted, double tolerance = 1e-4) {
  return std::abs(got - wanted) <= tolerance * std::max(1.0, std::abs(wanted));
}

bool close(const Buffer& got, const Buffer& wanted, double tolerance = 1e-4) {
  for (size_t k = 0; k < got.count; ++k)
    if (!close(got[k], wanted[k], tolerance)) return false;
  return got.count == wanted.count;
}

double activated(Activation activation, double x) {
  switch (activation) {
    case Activation::relu: return x > 0 ? x : 0;
    case Activation::sigmoid: return 1 / (1 + std::exp(-x));
    case Activation::tanh: return std::tanh(x);
    case Activation::scaled_tanh: return 1.7159 * std::tanh(2 * x / 3);
    default: return x;
  }
}

// From the activation's own value y.
double slope(Activation activation, double y) {
  switch (activation) {
    case Activation::relu: return y > 0;
    case Activation::sigmoid: return y * (1 - y);
    case Activation::tanh: return 1 - y * y;
    case Activation::scaled_tanh: return 2.0 / 3 * (1.7159 - y * y / 1.7159);
    default: return 1;
  }
}

// A plane [channel][row][column][lane] as the engine lays it out: rows of whole 16s, margins of zeros around them, and
// one vector of room behind the last.
struct Plane {
  int channels, rows, columns, lanes, margin_rows, margin_columns;
  ptrdiff_t row, channel;
  Buffer floats;

  Plane(int channels_, int rows_, int columns_, int lanes_, int margin_rows_ = 0, int margin_columns_ = 0)
      : channels(channels_), rows(rows_), columns(columns_), lanes(lanes_), margin_rows(margin_rows_), margin_columns(margin_columns_),
        row(padded(padded(columns * lanes) + 2 * margin_columns * lanes)), channel(row * (rows + 2 * margin_rows)),
        floats(channel * channels + kLanes, false) {
    for (int c = 0; c < channels; ++c)
      for (int i = 0; i < rows; ++i)
        for (int k = 0; k < columns * lanes; ++k) view().origin[c * channel + i * row + k] = number();
  }

  View view() const { return {floats.get() + margin_rows * row + margin_columns * lanes, channel, row}; }

  // 0 outside
  double at(int c, int i, int j, int lane) const {
    if (i < 0 || i >= rows || j < 0 || j >= columns) return 0;
    return view().origin[c * channel + i * row + j * lanes + lane];
  }

  void set(int c, int i, int j, int lane, double value) {
    view().origin[c * channel + i * row + j * lanes + lane] = static_cast<float>(value);
  }

  template <class F>
  void each(F f) const {
    for (int c = 0; c < channels; ++c)
      for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j)
          for (int lane = 0; lane < lanes; ++lane) f(c, i, j, lane);
  }
};

// The same values, and as kernels.h promises still zeros in the margins.
bool close(const Plane& got, const Plane& wanted) { return close(got.floats, wanted.floats); }

// Runs `test(kernels, lanes)` so many times for each instruction set and both numbers of lanes.
template <class Test>
void everywhere(const char* name, int times, Test test) {
  for (const Kernels* kernels : available_kernels())
    for (int lanes : {1, kLanes})
      for (int n = 0; n < times; ++n)
        check(test(*kernels, lanes), std::string(name) + ", " + kernels->name + ", " + std::to_string(lanes) + " lanes, no. " + std::to_string(n));
}

// A convolution of random sizes; `pad` zeros above and left of the picture, as many rows and columns of y as Keras has.
struct Sizes {
  int in, out, rows, columns, kernel_rows, kernel_columns;
  bool same;
  int above, before, out_rows, out_columns;

  Sizes() : in(any(1, 5)), out(any(1, 19)), rows(any(1, 12)), columns(any(1, 20)), kernel_rows(any(1, 6)), kernel_columns(any(1, 7)), same(any(0, 1)) {
    if (!same) rows += kernel_rows - 1, columns += kernel_columns - 1;
    above = same ? (kernel_rows - 1) / 2 : 0;
    before = same ? (kernel_columns - 1) / 2 : 0;
    out_rows = same ? rows : rows - kernel_rows + 1;
    out_columns = same ? columns : columns - kernel_columns + 1;
  }

  Plane source(int lanes) const { return {in, rows, columns, lanes, same ? kernel_rows - 1 : 0, same ? kernel_columns - 1 : 0}; }
  Plane result(int lanes) const { return {out, out_rows, out_columns, lanes, kernel_rows - 1, kernel_columns - 1}; }
  size_t weight(int u, int v, int c, int o) const { return (static_cast<size_t>(u * kernel_columns + v) * in + c) * out + o; }
  size_t weights() const { return static_cast<size_t>(kernel_rows) * kernel_columns * in * out; }

  std::vector<int32_t> taps_on(const Plane& x) const {
    std::vector<int32_t> taps;
    for (int u = 0; u < kernel_rows; ++u)
      for (int v = 0; v < kernel_columns; ++v)
        for (int c = 0; c < in; ++c) taps.push_back(static_cast<int32_t>(c * x.channel + u * x.row + v * x.lanes));
    return taps;
  }
};

bool correlate_is_right(const Kernels& kernels, int lanes) {
  const Sizes s;
  const Plane x = s.source(lanes);
  Plane y = s.result(lanes), wanted = y;
  const Buffer weights(s.weights()), bias(s.out);
  const bool biased = any(0, 1), derivative = any(0, 1);
  const Activation activation = one_of(kActivations);
  wanted.each([&](int o, int i, int j, int lane) {
    double sum = biased ? bias[o] : 0;
    for (int c = 0; c < s.in; ++c)
      for (int u = 0; u < s.kernel_rows; ++u)
        for (int v = 0; v < s.kernel_columns; ++v) sum += weights[s.weight(u, v, c, o)] * x.at(c, i + u - s.above, j + v - s.before, lane);
    wanted.set(o, i, j, lane, derivative ? sum * slope(activation, y.at(o, i, j, lane)) : activated(activation, sum));
  });
  const std::vector<int32_t> taps = s.taps_on(x);
  kernels.correlate({s.out, s.kernel_rows, s.kernel_columns * s.in, taps.data(), s.out_rows, s.out_columns * lanes, -s.above, s.rows,
                     x.view().shifted(-s.above, -s.before * lanes), y.view(), weights.get(), biased ? bias.get() : nullptr, activation,
                     derivative});
  return close(y, wanted);
}

bool weight_gradient_is_right(const Kernels& kernels, int lanes) {
  const Sizes s;
  const Plane x = s.source(lanes), dy = s.result(lanes);
  Buffer weights(s.weights()), bias(s.out);
  const Buffer wanted(weights), wanted_bias(bias);
  const bool biased = any(0, 1);
  dy.each([&](int o, int i, int j, int lane) {
    const double d = dy.at(o, i, j, lane);
    if (biased) wanted_bias[o] += static_cast<float>(d);
    for (int c = 0; c < s.in; ++c)
      for (int u = 0; u < s.kernel_rows; ++u)
        for (int v = 0; v < s.kernel_columns; ++v)
          wanted[s.weight(u, v, c, o)] += static_cast<float>(d * x.at(c, i + u - s.above, j + v - s.before, lane));
  });
  const std::vector<int32_t> taps = s.taps_on(x);
  const Buffer scratch(lanes == 1 ? static_cast<size_t>(s.out_rows) * s.out_columns * padded(s.out) : 0);
  kernels.weight_gradient({s.in, s.out, s.kernel_rows, s.kernel_columns, taps.data(), s.out_rows, s.out_columns * lanes, lanes,
                           x.view().shifted(-s.above, -s.before * lanes), dy.view(), scratch.get(), weights.get(),
                           biased ? bias.get() : nullptr});
  return close(weights, wanted, 1e-3) && close(bias, wanted_bias, 1e-3);
}

// A maximum, a mean, or a Subsampling2D with coefficients and biases of its own.
struct PoolingCase {
  Plane x, y;
  Buffer coefficients, biases, coefficient_gradient, bias_gradient;
  Pooling pooling;

  explicit PoolingCase(int lanes) : PoolingCase(lanes, any(1, 5), any(1, 7), any(1, 20), one_of({1, 2, 2, 2, 3}), one_of({1, 2, 2, 2, 3})) {}
  PoolingCase(int lanes, int channels, int rows, int columns, int pool_rows, int pool_columns)
      : x(channels, rows * pool_rows + any(0, pool_rows - 1), columns * pool_columns + any(0, pool_columns - 1), lanes, any(0, 2), any(0, 2)),
        y(channels, rows, columns, lanes, any(0, 2), any(0, 2)), coefficients(channels), biases(channels), coefficient_gradient(channels),
        bias_gradient(channels),
        pooling{any(0, 2) == 0, channels, rows, columns, pool_rows, pool_columns, x.rows, x.columns, lanes, x.view(), y.view(), one_of(kActivations)} {
    if (pooling.maximum || any(0, 1)) return;
    pooling.coefficients = coefficients.get();
    pooling.coefficient_gradient = coefficient_gradient.get();
    if (any(0, 1)) pooling.biases = biases.get();
    if (any(0, 1)) pooling.bias_gradient = bias_gradient.get();
  }

  double coefficient(int c) const { return pooling.coefficients ? coefficients[c] : 1.0 / (pooling.pool_rows * pooling.pool_columns); }
  double bias(int c) const { return pooling.biases ? biases[c] : 0; }

  // Calls f(row, column) for every place in x under one place of y.
  template <class F>
  void window(int i, int j, F f) const {
    for (int u = 0; u < pooling.pool_rows; ++u)
      for (int v = 0; v < pooling.pool_columns; ++v) f(i * pooling.pool_rows + u, j * pooling.pool_columns + v);
  }

  double window_sum(int c, int i, int j, int lane) const {
    double sum = 0;
    window(i, j, [&](int row, int column) { sum += x.at(c, row, column, lane); });
    return sum;
  }

  // The first of the largest under a place of y.
  std::pair<int, int> largest(int c, int i, int j, int lane) const {
    std::pair<int, int> best{-1, -1};
    window(i, j, [&](int row, int column) {
      if (best.first < 0 || x.at(c, row, column, lane) > x.at(c, best.first, best.second, lane)) best = {row, column};
    });
    return best;
  }
};

bool pool_is_right(const Kernels& kernels, int lanes) {
  PoolingCase p(lanes);
  Plane wanted = p.y;
  wanted.each([&](int c, int i, int j, int lane) {
    const auto [row, column] = p.largest(c, i, j, lane);
    const double scaled = activated(p.pooling.activation, p.coefficient(c) * p.window_sum(c, i, j, lane) + p.bias(c));
    wanted.set(c, i, j, lane, p.pooling.maximum ? p.x.at(c, row, column, lane) : scaled);
  });
  kernels.pool(p.pooling);
  return close(p.y, wanted);
}

// As gradients; or as second derivatives, where the coefficients are squares and what meets them is squared.
bool pool_gradient_is_right(const Kernels& kernels, int lanes) {
  PoolingCase p(lanes);
  p.pooling.curvature = any(0, 1);
  if (any(0, 1))  // ties: the first of the largest takes all
    p.x.each([&](int c, int i, int j, int lane) { p.x.set(c, i, j, lane, any(0, 2)); });
  const Buffer coefficient_gradient(p.coefficient_gradient), bias_gradient(p.bias_gradient);
  Plane wanted = p.x;
  wanted.each([&](int c, int i, int j, int lane) { wanted.set(c, i, j, lane, 0); });
  p.y.each([&](int c, int i, int j, int lane) {
    const auto best = p.largest(c, i, j, lane);
    const double d = p.y.at(c, i, j, lane), sum = p.window_sum(c, i, j, lane);
    const double mean = p.pooling.curvature && !p.pooling.coefficients ? p.coefficient(c) * p.coefficient(c) : p.coefficient(c);
    p.window(i, j, [&](int row, int column) {
      const double part = p.pooling.maximum ? (best == std::pair{row, column}) * d : mean * d;
      wanted.set(c, row, column, lane, part * slope(p.pooling.activation, p.x.at(c, row, column, lane)));
    });
    if (p.pooling.coefficients) coefficient_gradient[c] += static_cast<float>(d * (p.pooling.curvature ? sum * sum : sum));
    if (p.pooling.bias_gradient) bias_gradient[c] += static_cast<float>(d);
  });
  kernels.pool_gradient(p.pooling);
  return close(p.x, wanted) && close(p.coefficient_gradient, coefficient_gradient, 1e-3) && close(p.bias_gradient, bias_gradient, 1e-3);
}

bool a_nan_wins_in_max_pooling(const Kernels& kernels, int lanes) {
  PoolingCase p(lanes);
  p.pooling.maximum = true;
  const int c = any(0, p.y.channels - 1), i = any(0, p.y.rows - 1), j = any(0, p.y.columns - 1), lane = any(0, lanes - 1);
  p.x.set(c, i * p.pooling.pool_rows + any(0, p.pooling.pool_rows - 1), j * p.pooling.pool_columns + any(0, p.pooling.pool_columns - 1), lane, NAN);
  kernels.pool(p.pooling);
  int nans = 0;
  p.y.each([&](int a, int b, int d, int e) { nans += std::isnan(p.y.at(a, b, d, e)); });
  return nans == 1 && std::isnan(p.y.at(c, i, j, lane));
}

bool gather_and_flatten_are_right(const Kernels& kernels, int lanes) {
  Plane x(any(1, 5), any(1, 6), any(1, 9), lanes, any(0, 2), any(0, 2));
  const int values = x.channels * x.rows * x.columns;
  std::vector<Buffer> samples;
  std::vector<const float*> pointers;
  for (int lane = 0; lane < lanes; ++lane) samples.emplace_back(values);
  for (const Buffer& sample : samples) pointers.push_back(sample.get());
  kernels.gather(pointers.data(), x.channels, x.rows, x.columns, lanes, x.view());
  const Buffer features(static_cast<size_t>(values) * lanes);
  kernels.flatten(x.channels, x.rows, x.columns, lanes, x.view(), features.get());
  bool right = true;
  x.each([&](int c, int i, int j, int lane) {
    const size_t k = (static_cast<size_t>(i) * x.columns + j) * x.channels + c;
    right = right && x.at(c, i, j, lane) == samples[lane][k] && features[k * lanes + lane] == samples[lane][k];
  });
  return right;
}

bool flatten_gradient_is_right(const Kernels& kernels, int lanes) {
  Plane x(any(1, 5), any(1, 6), any(1, 9), lanes, any(0, 2), any(0, 2));
  Plane wanted = x;
  const Buffer gradient(static_cast<size_t>(x.channels) * x.rows * x.columns * lanes);
  const Activation activation = one_of(kActivations);
  wanted.each([&](int c, int i, int j, int lane) {
    const size_t k = (static_cast<size_t>(i) * x.columns + j) * x.channels + c;
    wanted.set(c, i, j, lane, gradient[k * lanes + lane] * slope(activation, x.at(c, i, j, lane)));
  });
  kernels.flatten_gradient(x.channels, x.rows, x.columns, lanes, gradient.get(), activation, x.view());
  return close(x, wanted);
}

// Room for the last vector that a single lane reads beyond the weights.
Buffer dense_weights(int in, int out) { return Buffer(static_cast<size_t>(in) * out + kLanes); }

bool dense_is_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 40), out = any(1, 70);
  const Buffer weights = dense_weights(in, out), bias(out), x(static_cast<size_t>(in) * lanes), y(static_cast<size_t>(out) * lanes);
  const Buffer wanted(y);
  const bool biased = any(0, 1);
  for (int o = 0; o < out; ++o)
    for (int lane = 0; lane < lanes; ++lane) {
      double sum = biased ? bias[o] : 0;
      for (int i = 0; i < in; ++i) sum += static_cast<double>(weights[i * out + o]) * x[i * lanes + lane];
      wanted[o * lanes + lane] = static_cast<float>(sum);
    }
  kernels.dense({in, out, lanes, weights.get(), biased ? bias.get() : nullptr}, x.get(), y.get());
  return close(y, wanted);
}

bool dense_input_gradient_is_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 40), out = any(1, 70);
  const Buffer weights = dense_weights(in, out), dx(static_cast<size_t>(in) * lanes);
  const Buffer dy(lanes == 1 ? padded(out) : static_cast<size_t>(out) * lanes), wanted(dx);
  for (size_t k = static_cast<size_t>(out) * lanes; k < dy.count; ++k) dy[k] = 0;
  for (int i = 0; i < in; ++i)
    for (int lane = 0; lane < lanes; ++lane) {
      double sum = 0;
      for (int o = 0; o < out; ++o) sum += static_cast<double>(weights[i * out + o]) * dy[o * lanes + lane];
      wanted[i * lanes + lane] = static_cast<float>(sum);
    }
  kernels.dense_input_gradient({in, out, lanes, weights.get(), nullptr}, dy.get(), dx.get());
  return close(dx, wanted);
}

// Chunks of x [in][lanes] and dy [lanes][padded(out)], the latter made by transpose from [out][lanes].
bool dense_gradients_are_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 40), out = any(1, 70), count = any(1, 4);
  const int begin = any(0, in - 1), end = any(begin + 1, in);
  const ptrdiff_t x_floats = static_cast<ptrdiff_t>(in) * lanes, stride = x_floats + static_cast<ptrdiff_t>(lanes) * padded(out);
  const Buffer chunks(stride * count, false), dweights(static_cast<size_t>(in) * out), dbias(out);
  const Buffer wanted(dweights), wanted_bias(out, false);
  for (int i = begin; i < end; ++i)
    for (int o = 0; o < out; ++o) wanted[i * out + o] = 0;
  for (int c = 0; c < count; ++c) {
    const Buffer dy(static_cast<size_t>(out) * lanes);
    float *x = chunks.get() + c * stride, *rows = x + x_floats;
    std::generate(x, x + x_floats, number);
    kernels.transpose(out, lanes, dy.get(), rows);
    for (int lane = 0; lane < lanes; ++lane)
      for (int o = 0; o < out; ++o) {
        if (rows[lane * padded(out) + o] != dy[o * lanes + lane]) return false;
        wanted_bias[o] += dy[o * lanes + lane];
        for (int i = begin; i < end; ++i) wanted[i * out + o] += x[i * lanes + lane] * dy[o * lanes + lane];
      }
  }
  const Chunks all{count, stride, lanes};
  kernels.dense_weight_gradient(all, out, end - begin, chunks.get() + begin * lanes, chunks.get() + x_floats, dweights.get() + begin * out);
  kernels.dense_bias_gradient(all, out, chunks.get() + x_floats, dbias.get());
  return close(dweights, wanted) && close(dbias, wanted_bias);
}

bool rbf_is_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 90), out = any(1, 12);
  const Buffer centers(static_cast<size_t>(out) * in), x(static_cast<size_t>(in) * lanes), y(static_cast<size_t>(out) * lanes);
  const Buffer wanted(y);
  for (int o = 0; o < out; ++o)
    for (int lane = 0; lane < lanes; ++lane) {
      double sum = 0;
      for (int i = 0; i < in; ++i) sum += std::pow(static_cast<double>(x[i * lanes + lane]) - centers[o * in + i], 2);
      wanted[o * lanes + lane] = static_cast<float>(sum);
    }
  kernels.rbf({in, out, lanes, centers.get()}, x.get(), y.get());
  return close(y, wanted);
}

// Chunks of x [in][lanes] and dy [lanes][stride], of which the first also as [out][lanes].
bool rbf_gradients_are_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 40), out = any(1, 12), count = any(1, 4);
  const ptrdiff_t x_floats = static_cast<ptrdiff_t>(in) * lanes, stride = x_floats + static_cast<ptrdiff_t>(lanes) * padded(out);
  const Buffer centers(static_cast<size_t>(out) * in), chunks(stride * count), dy(static_cast<size_t>(out) * lanes), dx(x_floats), dcenters(centers);
  const Buffer wanted(dx.count, false), wanted_centers(centers.count, false);
  for (int o = 0; o < out; ++o)
    for (int i = 0; i < in; ++i)
      for (int c = 0; c < count; ++c)
        for (int lane = 0; lane < lanes; ++lane) {
          const float* rows = chunks.get() + c * stride + x_floats;
          const float part = 2 * (chunks[c * stride + i * lanes + lane] - centers[o * in + i]) * rows[lane * padded(out) + o];
          wanted_centers[o * in + i] -= part;
          if (c > 0) continue;
          dy[o * lanes + lane] = rows[lane * padded(out) + o];
          wanted[i * lanes + lane] += part;
        }
  const Rbf k{in, out, lanes, centers.get()};
  kernels.rbf_input_gradient(k, chunks.get(), dy.get(), dx.get());
  kernels.rbf_center_gradient({count, stride, lanes}, k, padded(out), chunks.get(), chunks.get() + x_floats, dcenters.get());
  return close(dx, wanted) && close(dcenters, wanted_centers);
}

bool activations_are_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Activation activation = one_of(kActivations);
  const Buffer x(count), dy(count);
  for (int k = 0; k < count; ++k) x[k] *= one_of({1.0f, 10.0f, 200.0f});
  const Buffer wanted(x), wanted_gradient(dy);
  for (int k = 0; k < count; ++k) {
    wanted[k] = static_cast<float>(activated(activation, x[k]));
    wanted_gradient[k] = static_cast<float>(dy[k] * slope(activation, wanted[k]));
  }
  kernels.activate(activation, count, x.get());
  kernels.derive(activation, count, wanted.get(), dy.get());
  return close(x, wanted, 2e-6) && close(dy, wanted_gradient, 2e-6);
}

bool is_on_penalties(Loss loss) { return loss == Loss::maximum_likelihood || loss == Loss::maximum_a_posteriori; }

// What is wanted of the lanes in use of a chunk, with the memory it points to.
struct Wanted {
  std::vector<int32_t> labels;
  std::vector<Buffer> values;
  Target target{};

  Wanted(Loss loss, int units, int lanes) {
    target.count = any(1, lanes);
    target.scale = one_of({0.5f, 1.0f});
    target.rubbish = one_of({0.5f, 3.0f, INFINITY});
    labels.resize(target.count);
    for (int lane = 0; lane < target.count; ++lane) {
      labels[lane] = any(0, units - 1);
      values.emplace_back(units);
      target.weight[lane] = 0.1f + std::abs(number());
    }
    for (int lane = 0; lane < target.count; ++lane) {
      if (loss == Loss::sparse_categorical_crossentropy || is_on_penalties(loss)) {
        target.label[lane] = &labels[lane];
        for (int o = 0; o < units; ++o) values[lane][o] = o == labels[lane];
      } else {
        target.values[lane] = values[lane].get();
        if (loss == Loss::categorical_crossentropy)
          for (int o = 0; o < units; ++o) values[lane][o] = std::abs(values[lane][o]);
      }
    }
  }
};

std::vector<double> softmax_of(const Buffer& y, int units, int lanes, int lane) {
  std::vector<double> answers(units);
  double total = 0;
  for (int o = 0; o < units; ++o) total += answers[o] = std::exp(y[o * lanes + lane]);
  for (double& answer : answers) answer /= total;
  return answers;
}

// Eq. 8 and eq. 9 of the penalties of one lane.
double penalty_of(Loss loss, const Wanted& wanted, int units, int lanes, int lane, const Buffer& penalties) {
  const double scale = wanted.target.scale, right = scale * penalties[wanted.labels[lane] * lanes + lane];
  double total = std::exp(-static_cast<double>(wanted.target.rubbish));
  for (int o = 0; o < units; ++o) total += std::exp(-scale * penalties[o * lanes + lane]);
  return loss == Loss::maximum_likelihood ? right : right + std::log(total);
}

double loss_of(Loss loss, Activation activation, int units, int lanes, const Wanted& wanted, const Buffer& sums) {
  double total = 0;
  for (int lane = 0; lane < wanted.target.count; ++lane) {
    if (is_on_penalties(loss)) total += wanted.target.weight[lane] * penalty_of(loss, wanted, units, lanes, lane, sums);
    if (is_on_penalties(loss)) continue;
    std::vector<double> answers = softmax_of(sums, units, lanes, lane);
    for (int o = 0; o < units; ++o) {
      const double t = wanted.values[lane][o];
      if (activation != Activation::softmax) answers[o] = activated(activation, sums[o * lanes + lane]);
      const double error = loss == Loss::mse ? (answers[o] - t) * (answers[o] - t) / units : -t * std::log(answers[o]);
      total += wanted.target.weight[lane] * error;
    }
  }
  return total;
}

// The loss against the formula, its gradient against differences of the formula.
bool loss_is_right(const Kernels& kernels, int lanes) {
  const int units = any(1, 20);
  const Loss loss = one_of({Loss::sparse_categorical_crossentropy, Loss::categorical_crossentropy, Loss::mse, Loss::maximum_likelihood,
                            Loss::maximum_a_posteriori});
  const bool mse = loss == Loss::mse;
  const Activation activation = is_on_penalties(loss) ? Activation::linear : mse && any(0, 1) ? one_of(kActivations) : Activation::softmax;
  const Wanted wanted(loss, units, lanes);
  const Buffer sums(static_cast<size_t>(units) * lanes);
  const Buffer y(sums), without(sums);
  for (size_t k = 0; activation != Activation::softmax && k < y.count; ++k)
    y[k] = without[k] = static_cast<float>(activated(activation, sums[k]));
  const Outcome outcome = kernels.loss(loss, activation, units, lanes, wanted.target, true, y.get());
  const Outcome alone = kernels.loss(loss, activation, units, lanes, wanted.target, false, without.get());
  bool right = outcome.loss == alone.loss && outcome.correct == alone.correct && outcome.correct <= wanted.target.count &&
               close(outcome.loss, loss_of(loss, activation, units, lanes, wanted, sums), 1e-5);
  for (int o = 0; o < units; ++o)
    for (int lane = 0; lane < lanes; ++lane) {
      const float kept = sums[o * lanes + lane], step = 1.0f / 512;
      if (activation == Activation::relu && std::abs(kept) < 2 * step) continue;  // the formula bends there
      sums[o * lanes + lane] = kept + step;
      const double above = loss_of(loss, activation, units, lanes, wanted, sums);
      sums[o * lanes + lane] = kept - step;
      const double below = loss_of(loss, activation, units, lanes, wanted, sums);
      sums[o * lanes + lane] = kept;
      right = right && std::abs(y[o * lanes + lane] - (above - below) / (2 * step)) < 1e-4;
    }
  return right;
}

bool softmax_is_right(const Kernels& kernels, int lanes) {
  const int units = any(1, 20);
  const Buffer y(static_cast<size_t>(units) * lanes);
  const Buffer wanted(y);
  for (int lane = 0; lane < lanes; ++lane) {
    const std::vector<double> answers = softmax_of(y, units, lanes, lane);
    for (int o = 0; o < units; ++o) wanted[o * lanes + lane] = static_cast<float>(answers[o]);
  }
  kernels.softmax(units, lanes, y.get());
  return close(y, wanted, 1e-6);
}

bool update_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Update u{one_of({Optimizer::sgd, Optimizer::adam, Optimizer::diagonal_lm}), 0.01f, 0.03f, one_of({0.0f, 0.9f}), any(0, 1) == 1, 0.9f, 0.99f, 1e-4f};
  const Buffer gradient(count), weights(count), first(count), second(count);
  for (int k = 0; k < count; ++k) second[k] = std::abs(second[k]);
  const Buffer w(weights), m(first), v(second);
  for (int k = 0; k < count; ++k) {
    const float g = gradient[k];
    if (u.kind == Optimizer::adam) {
      m[k] += (1 - u.beta_1) * (g - m[k]);
      v[k] += (1 - u.beta_2) * (g * g - v[k]);
      w[k] = (1 - u.decay) * w[k] - u.rate * m[k] / (std::sqrt(v[k]) + u.epsilon);
    } else if (u.kind == Optimizer::diagonal_lm) {
      w[k] = (1 - u.decay) * w[k] - u.rate / (u.epsilon + v[k]) * g;
    } else if (u.kind == Optimizer::sgd && u.momentum == 0) {
      w[k] = (1 - u.decay) * w[k] - u.rate * g;
    } else if (u.kind == Optimizer::sgd) {
      m[k] = u.momentum * m[k] - u.rate * g;
      w[k] = (1 - u.decay) * w[k] + (u.nesterov ? u.momentum * m[k] - u.rate * g : m[k]);
    }
  }
  kernels.update(u, count, gradient.get(), weights.get(), first.get(), second.get());
  return close(weights, w, 1e-6) && close(first, m, 1e-6) && close(second, v, 1e-6);
}

bool square_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Buffer from(count), to(count);
  kernels.square(count, from.get(), to.get());
  for (int k = 0; k < count; ++k)
    if (to[k] != from[k] * from[k]) return false;
  return true;
}

bool add_is_right(const Kernels& kernels, int) {
  const int count = any(0, 70);
  const Buffer from(count), to(count);
  const Buffer wanted(to);
  for (int k = 0; k < count; ++k) wanted[k] += from[k];
  kernels.add(count, from.get(), to.get());
  return close(to, wanted, 0);
}

void test_kernels() {
  everywhere("correlate", 60, correlate_is_right);
  everywhere("weight_gradient", 60, weight_gradient_is_right);
  everywhere("pool", 80, pool_is_right);
  everywhere("pool_gradient", 160, pool_gradient_is_right);
  everywhere("a NaN in max pooling", 20, a_nan_wins_in_max_pooling);
  everywhere("gather, flatten", 30, gather_and_flatten_are_right);
  everywhere("flatten_gradient", 30, flatten_gradient_is_right);
  everywhere("dense", 60, dense_is_right);
  everywhere("dense_input_gradient", 60, dense_input_gradient_is_right);
  everywhere("dense gradients", 60, dense_gradients_are_right);
  everywhere("rbf", 40, rbf_is_right);
  everywhere("rbf gradients", 40, rbf_gradients_are_right);
  everywhere("activate, derive", 60, activations_are_right);
  everywhere("loss", 100, loss_is_right);
  everywhere("softmax", 30, softmax_is_right);
  everywhere("update", 80, update_is_right);
  everywhere("square", 20, square_is_right);
  everywhere("add", 20, add_is_right);
  for (const Kernels* kernels : available_kernels()) check(kernels->multiply_add(1000) > 1000, "multiply_add");
}

// A string's chance and, times each path's, the classes it shows: the sum over all paths, one by one.
struct Paths {
  int positions, classes;
  const std::vector<double>& chances;
  std::vector<int> wanted;
  double total = 0;
  std::vector<double> shown;

  Paths(int positions_, int classes_, const std::vector<double>& chances_, std::vector<int> wanted_)
      : positions(positions_), classes(classes_), chances(chances_), wanted(std::move(wanted_)), shown(chances.size()) {
    std::vector<int> path;
    follow(path, 1);
  }

  void follow(std::vector<int>& path, double chance) {
    const int t = static_cast<int>(path.size());
    if (t == positions) return count(path, chance);
    for (int c = 0; c < classes; ++c) {
      path.push_back(c);
      follow(path, chance * chances[t * classes + c]);
      path.pop_back();
    }
  }

  void count(const std::vector<int>& path, double chance) {
    std::vector<int> spelled;
    for (int t = 0; t < positions; ++t)
      if (path[t] != kBlank && (t == 0 || path[t - 1] != path[t])) spelled.push_back(path[t]);
    if (spelled != wanted) return;
    total += chance;
    for (int t = 0; t < positions; ++t) shown[t * classes + path[t]] += chance;
  }
};

// A string of at most `room` labels that so many positions can show, and zeros.
void draw_string(int positions, int classes, int room, int32_t* labels) {
  int length = any(0, room);
  for (int k = 0; k < room; ++k) labels[k] = k < length ? any(1, classes - 1) : kBlank;
  while (positions_needed(labels, length) > positions) labels[--length] = kBlank;
}

void test_ctc() {
  for (int round = 0; round < 120; ++round) {
    const int positions = any(1, 5), classes = any(2, 4), lanes = one_of({1, kLanes}), room = any(0, 6), values = positions * classes;
    Target target{};
    target.count = any(1, lanes);
    std::vector<int32_t> labels(lanes * room);
    const Buffer logits(values * lanes), got(logits), kept(logits);
    Buffer wanted(values * lanes, false);
    double loss = 0;
    for (int lane = 0; lane < target.count; ++lane) {
      int32_t* string = labels.data() + lane * room;
      draw_string(positions, classes, room, string);
      target.label[lane] = string;
      target.weight[lane] = 1 + number() / 2;
      std::vector<double> chances(values);
      for (int t = 0; t < positions; ++t) {
        double total = 0;
        for (int c = 0; c < classes; ++c) total += chances[t * classes + c] = std::exp(static_cast<double>(logits[(t * classes + c) * lanes + lane]));
        for (int c = 0; c < classes; ++c) chances[t * classes + c] /= total;
      }
      const Paths paths(positions, classes, chances, {string, string + string_length(string, room)});
      loss -= target.weight[lane] * std::log(paths.total);
      for (int k = 0; k < values; ++k)
        wanted[k * lanes + lane] = static_cast<float>(target.weight[lane] * (chances[k] - paths.shown[k] / paths.total));
    }
    const Outcome outcome = ctc(positions, classes, lanes, room, target, true, got.get());
    check(close(outcome.loss, loss, 1e-6) && close(got, wanted, 1e-6), "ctc: loss and gradient of the sum over all paths");
    check(ctc(positions, classes, lanes, room, target, false, kept.get()).loss == outcome.loss && close(kept, logits, 0),
          "ctc: without the gradient the answers stay");
  }
  const int32_t impossible[2] = {1, 1};
  Target target{};
  target.count = 1;
  target.label[0] = impossible;
  target.weight[0] = 1;
  const Buffer narrow(4), spoilt(6);
  check(std::isinf(ctc(2, 2, 1, 2, target, true, narrow.get()).loss), "ctc: a string that does not fit is infinitely unlikely");
  spoilt[3] = NAN;
  check(!std::isfinite(ctc(3, 2, 1, 2, target, true, spoilt.get()).loss), "ctc: a NaN is noticed in the loss");
}

LayerSpec conv(int units, int rows, int columns, bool same, bool bias, Activation activation) {
  return {Kind::conv2d, units, rows, columns, same, bias, activation};
}
LayerSpec connected(int units, int rows, int columns, Activation activation, std::vector<std::vector<int>> connections) {
  return {Kind::conv2d, units, rows, columns, false, true, activation, true, std::move(connections)};
}
LayerSpec pool(Kind kind, int rows, int columns) { return {kind, 0, rows, columns}; }
LayerSpec subsampling(int rows, int columns, bool bias, Activation activation) {
  return {Kind::subsampling2d, 0, rows, columns, false, bias, activation};
}
LayerSpec padding(int rows, int columns) { return {Kind::zero_padding2d, 0, rows, columns}; }
LayerSpec rbf(int units, bool trainable) { return {Kind::rbf, units, 0, 0, false, false, Activation::linear, trainable}; }
LayerSpec dense(int units, Activation activation, bool bias = true) { return {Kind::dense, units, 0, 0, false, bias, activation}; }
const LayerSpec kFlatten{Kind::flatten};

struct Architecture {
  Shape input;
  std::vector<LayerSpec> layers;
};

std::vector<Architecture> architectures() {
  using A = Activation;
  const Kind average = Kind::average_pooling2d, maximum = Kind::max_pooling2d;
  return {
      {{28, 28, 1}, {conv(6, 3, 3, false, true, A::tanh), pool(average, 2, 2), conv(16, 3, 3, false, true, A::tanh), pool(average, 2, 2),
                     kFlatten, dense(128, A::tanh), dense(10, A::softmax)}},
      {{11, 7, 3}, {conv(5, 4, 2, true, false, A::relu), pool(maximum, 3, 2), conv(33, 2, 3, true, true, A::sigmoid), kFlatten,
                    dense(7, A::relu, false), dense(3, A::softmax)}},
      {{3, 2, 1}, {conv(2, 5, 6, true, true, A::relu), conv(1, 1, 1, false, true, A::linear), kFlatten, dense(1, A::sigmoid)}},
      {{9, 40, 2}, {pool(maximum, 2, 3), conv(9, 4, 13, false, true, A::tanh), kFlatten, dense(17, A::softmax)}},
      {{1, 1, 5}, {kFlatten, dense(70, A::tanh), dense(2, A::linear)}},
      {{16, 20, 1}, {conv(6, 5, 5, false, true, A::scaled_tanh), subsampling(2, 2, true, A::scaled_tanh),
                     connected(3, 3, 3, A::scaled_tanh, {{0, 1, 2}, {5}, {1, 3, 4}}), subsampling(2, 2, true, A::scaled_tanh), kFlatten,
                     dense(12, A::scaled_tanh), rbf(4, false)}},
      {{8, 21, 1}, {conv(5, 3, 3, false, true, A::relu), pool(maximum, 2, 2), conv(20, 3, 2, false, true, A::tanh),
                    conv(4, 1, 1, false, true, A::linear)}},
      {{5, 6, 2}, {padding(1, 2), subsampling(3, 2, false, A::tanh), padding(2, 0), connected(4, 2, 3, A::sigmoid, {{1}, {0}, {0, 1}, {1}}),
                   padding(0, 0), pool(maximum, 2, 1), kFlatten, rbf(3, true)}},
  };
}

bool reads_strings(const std::vector<LayerSpec>& layers) { return layers.back().kind == Kind::conv2d; }

constexpr int kRoom = 5;

// Samples on buffers of exactly their size.
struct Data {
  int count, room = 1;
  Buffer x, values, weights;
  std::vector<int32_t> labels;
  std::vector<int64_t> order;

  Data(int n, const Network& network)
      : count(n), x(n * network.input().values()), values(n * network.output().values()), weights(n), labels(n), order(n) {
    for (int32_t& label : labels) label = any(0, static_cast<int>(network.output().values()) - 1);
    if (network.layers().back().spec.kind == Kind::conv2d) {
      room = kRoom;
      labels.resize(n * room);
      for (int k = 0; k < n; ++k) draw_string(network.output().columns, network.output().channels, room, labels.data() + k * room);
    }
    for (size_t k = 0; k < n * network.output().values(); ++k) values[k] = std::abs(values[k]);
    for (int k = 0; k < n; ++k) weights[k] = 1.5f + weights[k];
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), chance);
  }

  Targets targets(bool weighted) const { return {labels.data(), values.get(), weighted ? weights.get() : nullptr, room}; }
};

// Calls f(k) for each parameter that training does not change: those of an Rbf that is fixed, those of connections that are not.
template <class F>
void each_fixed(const Network& network, F f) {
  for (const Layer& layer : network.layers())
    for (int64_t k = 0; k < layer.parameters; ++k)
      if (!layer.spec.trainable || (k < static_cast<int64_t>(layer.connected.size()) && layer.connected[k] == 0)) f(layer.kernel_at + k);
}

void start(Network& network, unsigned seed) {
  std::mt19937 own(seed);
  std::normal_distribution<float> normal(0, 0.2f);
  for (size_t k = 0; k < network.parameters().size(); ++k) network.parameters().data()[k] = normal(own);
  for (const Layer& layer : network.layers())
    for (size_t k = 0; k < layer.connected.size(); ++k) network.parameters().data()[layer.kernel_at + k] *= layer.connected[k];
}

const std::vector<Recipe> kRecipes{
    {{Loss::sparse_categorical_crossentropy}, Optimizer::adam, 0, 0.9f, 0.999f, 1e-7f, 0.01f, false},
    {{Loss::categorical_crossentropy}, Optimizer::sgd, 0.9f, 0, 0, 0, 0, true},
    {{Loss::mse}, Optimizer::sgd, 0, 0, 0, 0, 0, false},
};
const std::vector<Recipe> kPenaltyRecipes{
    {{Loss::maximum_likelihood}, Optimizer::diagonal_lm, 0, 0, 0, 0.02f, 0.1f, false},
    {{Loss::maximum_a_posteriori, 0.5f, 2.0f}, Optimizer::adam, 0, 0.9f, 0.999f, 1e-7f, 0.01f, false},
    {{Loss::maximum_a_posteriori, 1.0f, INFINITY}, Optimizer::diagonal_lm, 0, 0, 0, 0.02f, 0, false},
};

const std::vector<Recipe> kStringRecipes{
    {{Loss::ctc}, Optimizer::adam, 0, 0.9f, 0.999f, 1e-7f, 0.01f, false},
    {{Loss::ctc}, Optimizer::sgd, 0.9f, 0, 0, 0, 0, true},
};

const std::vector<Recipe>& recipes_for(const Architecture& a) {
  if (reads_strings(a.layers)) return kStringRecipes;
  return a.layers.back().kind == Kind::rbf ? kPenaltyRecipes : kRecipes;
}

// Everything that training changes, as bytes.
std::string state(const Network& network) {
  std::string bytes;
  for (const Floats* floats : {&network.parameters(), &network.first_moments(), &network.second_moments()})
    bytes.append(reinterpret_cast<const char*>(floats->data()), floats->size() * sizeof(float));
  return bytes;
}

std::string trained(const Kernels& kernels, const Architecture& a, const Recipe& recipe, const Data& data, int batch, int threads) {
  Network network(kernels, a.input, a.layers);
  start(network, 5);
  if (recipe.optimizer == Optimizer::diagonal_lm) network.curvature(data.x.get(), data.targets(true), data.count, recipe.objective);
  const std::vector<double> rates((data.count + batch - 1) / batch, 0.01);
  for (int epoch = 0; epoch < 2; ++epoch) {
    const Progress progress = network.train(data.x.get(), data.targets(true), data.order.data(), data.count, batch, rates.data(), recipe,
                                            threads, [](const Progress&) { return true; });
    check(progress.finite && progress.samples == data.count && std::isfinite(progress.loss), "train: finite and complete");
  }
  Network untrained(kernels, a.input, a.layers);
  start(untrained, 5);
  each_fixed(network, [&](int64_t k) {
    check(network.parameters().data()[k] == untrained.parameters().data()[k], "train: what is fixed stays");
  });
  check(network.updates == 2 * static_cast<int64_t>(rates.size()), "train: updates are counted");
  return state(network);
}

void test_training(const Kernels& kernels, const Architecture& a) {
  const Network shapes(kernels, a.input, a.layers);
  for (const Recipe& recipe : recipes_for(a))
    for (int batch : {1, 4, 16, 50}) {
      const Data data(batch == 1 ? 6 : 53, shapes);
      const std::string alone = trained(kernels, a, recipe, data, batch, 1);
      for (int threads : {2, 5}) check(trained(kernels, a, recipe, data, batch, threads) == alone, "train: the same bytes on any number of threads");
    }
}

// The gradient against differences of the loss, for some parameters.
void test_gradient(const Kernels& kernels, const Architecture& a) {
  for (int count : {2, 19}) {
    Network network(kernels, a.input, a.layers);
    start(network, 3);
    const Data data(count, network);
    float* parameters = network.parameters().data();
    const int last = static_cast<int>(network.parameters().size()) - 1;
    for (const Recipe& recipe : recipes_for(a)) {
      network.loss_and_gradient(data.x.get(), data.targets(true), count, recipe.objective);
      double product = 0, scale = 0;  // along one random direction, so that single bends of relu do not matter
      const Buffer direction(network.parameters().size());
      each_fixed(network, [&](int64_t k) { direction[k] = 0; });
      for (int k = 0; k <= last; ++k) {
        product += static_cast<double>(direction[k]) * network.gradient().data()[k];
        scale += std::abs(static_cast<double>(direction[k]) * network.gradient().data()[k]);
      }
      const Buffer kept(network.parameters().size(), false);
      std::copy_n(parameters, kept.count, kept.get());
      const auto loss_at = [&](float step) {
        for (int k = 0; k <= last; ++k) parameters[k] = kept[k] + step * direction[k];
        return network.evaluate(data.x.get(), data.targets(true), count, recipe.objective, 2).loss / count;
      };
      const float step = 1.0f / 2048;
      const double difference = (loss_at(step) - loss_at(-step)) / (2 * step);
      loss_at(0);
      check(std::abs(difference - product) <= 0.02 * scale + 1e-3, "loss_and_gradient: " + std::to_string(product) + ", by differences " + std::to_string(difference));
    }
  }
}

// Of many samples it is the mean of each alone, never below 0, and 0 where there is no connection.
void test_curvature(const Kernels& kernels, const Architecture& a) {
  Network network(kernels, a.input, a.layers);
  start(network, 15);
  const Data data(19, network);
  const size_t values = network.input().values(), units = network.output().values(), parameters = network.parameters().size();
  for (const Recipe& recipe : recipes_for(a)) {
    const Buffer wanted(parameters, false), got(parameters, false);
    const Targets all = data.targets(true);
    for (int k = 0; k < data.count; ++k) {
      network.curvature(data.x.get() + k * values, {all.labels + k, all.values + k * units, all.weights + k}, 1, recipe.objective);
      for (size_t p = 0; p < parameters; ++p) wanted[p] += network.second_moments().data()[p] / data.count;
    }
    network.curvature(data.x.get(), all, data.count, recipe.objective);
    std::copy_n(network.second_moments().data(), parameters, got.get());
    check(close(got, wanted, 1e-4), "curvature: the mean over the samples");
    const auto [least, most] = std::minmax_element(got.get(), got.get() + parameters);
    const bool certain = units == 1 && recipe.objective.loss != Loss::mse;  // of one class: nothing curves
    check(*least >= 0 && (*most > 0 || certain), "curvature: from " + std::to_string(*least) + " to " + std::to_string(*most));
    for (const Layer& layer : network.layers())
      for (size_t k = 0; k < layer.connected.size(); ++k)
        check(layer.connected[k] != 0 || got[layer.kernel_at + k] == 0, "curvature: 0 where there is no connection");
  }
}

void test_answers(const Kernels& kernels, const Architecture& a) {
  Network network(kernels, a.input, a.layers);
  start(network, 7);
  const size_t units = network.output().values();
  for (int count : {0, 1, 3, 5, 16, 37, 1}) {
    const Data data(count, network);
    std::vector<Buffer> maps;
    std::vector<float*> places;
    for (const Layer& layer : network.layers()) maps.emplace_back(count * layer.out.values());
    for (const Buffer& map : maps) places.push_back(map.get());
    network.maps(data.x.get(), count, places);
    for (int threads : {1, 2, 5}) {
      const Buffer answers(count * units);
      network.predict(data.x.get(), count, threads, answers.get());
      check(close(answers, maps.back(), 0), "predict: the last of the maps on any number of threads");
      const Objective objective{reads_strings(a.layers) ? Loss::ctc : Loss::mse};
      const Progress one = network.evaluate(data.x.get(), data.targets(false), count, objective, 1);
      const Progress some = network.evaluate(data.x.get(), data.targets(false), count, objective, threads);
      check(one.loss == some.loss && one.correct == some.correct && one.samples == count, "evaluate: the same on any number of threads");
    }
  }
}

void test_threads_at_once(const Kernels& kernels, const Architecture& a) {
  Network network(kernels, a.input, a.layers);
  start(network, 9);
  const Data data(40, network);
  const size_t values = network.input().values(), units = network.output().values();
  const Buffer wanted(data.count * units), got(data.count * units);
  const auto predict = [&](int first, const Buffer& to) { network.predict(data.x.get() + first * values, 10, 2, to.get() + first * units); };
  for (int first = 0; first < 40; first += 10) predict(first, wanted);
  std::vector<std::thread> callers;
  for (int first = 0; first < 40; first += 10) callers.emplace_back([&, first] { for (int n = 0; n < 5; ++n) predict(first, got); });
  for (std::thread& caller : callers) caller.join();
  check(close(got, wanted, 0), "predict: right from several threads at once");
}

// A network for answers alone has another's parameters: what it answers over the same and over larger samples.
void test_shared_parameters(const Kernels& kernels) {
  const std::vector<LayerSpec> layers{conv(7, 3, 4, false, true, Activation::tanh), pool(Kind::max_pooling2d, 2, 2),
                                      conv(70, 2, 3, false, true, Activation::relu), conv(3, 1, 1, false, false, Activation::linear)};
  auto network = std::make_unique<Network>(kernels, Shape{6, 9, 2}, layers);
  Network same(*network, {6, 9, 2}, layers), wide(*network, {6, 30, 2}, layers), own(kernels, {6, 30, 2}, layers);
  start(*network, 15);
  start(own, 15);
  for (int count : {1, 5, 37}) {
    const Data data(count, *network), wide_data(count, own);
    const Buffer wanted(count * network->output().values()), got(wanted);
    network->predict(data.x.get(), count, 1, wanted.get());
    same.predict(data.x.get(), count, 2, got.get());
    check(close(got, wanted, 0), "shared parameters: the same answers");
    const Buffer wide_wanted(count * own.output().values()), wide_got(wide_wanted);
    own.predict(wide_data.x.get(), count, 1, wide_wanted.get());
    wide.predict(wide_data.x.get(), count, 2, wide_got.get());
    check(close(wide_got, wide_wanted, 0), "shared parameters: the same answers over larger samples");
    const Objective objective{Loss::ctc};
    check(wide.evaluate(wide_data.x.get(), wide_data.targets(false), count, objective, 2).loss ==
              own.evaluate(wide_data.x.get(), wide_data.targets(false), count, objective, 1).loss,
          "shared parameters: the same loss");
  }
  network.reset();
  const Data data(3, own);
  const Buffer wanted(3 * own.output().values()), got(wanted);
  own.predict(data.x.get(), 3, 1, wanted.get());
  wide.predict(data.x.get(), 3, 1, got.get());
  check(close(got, wanted, 0), "shared parameters: they outlive the network they came from");
  bool thrown = false;
  try {
    Network(wide, {6, 9, 2}, {conv(700, 3, 4, false, true, Activation::tanh)});
  } catch (const std::invalid_argument&) {
    thrown = true;
  }
  check(thrown, "shared parameters: refuses layers with more");
}

void test_stops(const Kernels& kernels, const Architecture& a) {
  for (int threads : {1, 3}) {
    Network network(kernels, a.input, a.layers);
    start(network, 11);
    const Data data(64, network);
    std::vector<int64_t> order(data.count);
    std::iota(order.begin(), order.end(), 0);
    data.x[40 * network.input().values()] = NAN;
    const std::vector<double> rates(4, 0.01);
    const Progress progress = network.train(data.x.get(), data.targets(false), order.data(), 64, 16, rates.data(), kRecipes[0], threads,
                                            [](const Progress&) { return true; });
    check(!progress.finite && progress.steps == 2 && network.updates == 2, "train: stops before the update that a NaN would spoil");
    const std::vector<int64_t> long_order(2'000'000, 0);
    const std::vector<double> long_rates(long_order.size() / 16, 0.0);
    const Progress stopped = network.train(data.x.get(), data.targets(false), long_order.data(), static_cast<int64_t>(long_order.size()), 16,
                                           long_rates.data(), kRecipes[0], threads, [](const Progress&) { return false; });
    check(stopped.finite && stopped.steps > 0 && stopped.steps < static_cast<int64_t>(long_rates.size()), "train: stops when the report says so");
  }
}

void test_nothing(const Kernels& kernels) {
  Network network(kernels, {9, 10, 20}, {conv(64, 5, 5, false, true, Activation::tanh), kFlatten, dense(4, Activation::softmax)});
  start(network, 13);
  const float none = 0;
  check(network.loss_and_gradient(&none, {}, 0, {Loss::sparse_categorical_crossentropy}) == 0, "loss_and_gradient: of no samples");
  const Progress progress = network.train(&none, {}, nullptr, 0, 2'000'000'000, nullptr, kRecipes[0], 4, [](const Progress&) { return true; });
  check(progress.finite && progress.steps == 0, "train: on no samples");
}

void refused(Shape input, const std::vector<LayerSpec>& layers) {
  bool thrown = false;
  try {
    Network(*available_kernels().front(), input, layers);
  } catch (const std::invalid_argument&) {
    thrown = true;
  }
  check(thrown, "Network: refuses what it cannot run");
}

void test_networks() {
  for (const Kernels* kernels : available_kernels()) {
    for (const Architecture& a : architectures()) {
      test_answers(*kernels, a);
      test_gradient(*kernels, a);
      if (!reads_strings(a.layers)) test_curvature(*kernels, a);
      test_training(*kernels, a);
      test_threads_at_once(*kernels, a);
    }
    test_stops(*kernels, architectures()[1]);
    test_nothing(*kernels);
    test_shared_parameters(*kernels);
  }
  refused({4, 4, 1}, {});
  refused({4, 4, 1}, {pool(Kind::max_pooling2d, 0, 0)});
  refused({4, 4, 1}, {dense(2, Activation::linear)});
  refused({4, 4, 1}, {kFlatten, kFlatten});
  refused({4, 4, 1}, {conv(2, 5, 1, false, true, Activation::linear)});
  refused({4, 4, 1}, {subsampling(0, 2, true, Activation::tanh)});
  refused({4, 4, 1}, {padding(-1, 0)});
  refused({4, 4, 1}, {connected(2, 2, 2, Activation::tanh, {{0}})});
  refused({4, 4, 1}, {connected(2, 2, 2, Activation::tanh, {{0}, {1}})});
  refused({4, 4, 1}, {rbf(2, true)});
  refused({4, 4, 1}, {kFlatten, rbf(2, true), dense(2, Activation::linear)});
}

// Buffers with nothing behind them, pictures of any size, and movements of any strength: no read or write goes astray.
void test_distortions() {
  for (int round = 0; round < 60; ++round) {
    const int rows = any(1, 40), columns = any(1, 70), pixels = rows * columns, images = any(1, 3), count = any(0, 40);
    std::vector<uint8_t> from(images * pixels);
    for (uint8_t& pixel : from) pixel = static_cast<uint8_t>(any(0, 255));
    std::vector<int64_t> which(count), variants(count);
    for (int k = 0; k < count; ++k) which[k] = any(0, images - 1), variants[k] = any(0, 1 << 20);
    const double strength = one_of({0.0, 1.0, 100.0});
    const Ranges ranges{2 * strength, 0.1 * strength, strength, 0.1 * strength, 0.2 * strength, strength, one_of({1.0, 7.5, 900.0}), 0.3};
    const Pictures pictures{from.data(), rows, columns};
    std::vector<uint8_t> expected(count * pixels);
    distort(*available_kernels().front(), pictures, count, which.data(), variants.data(), 5, ranges, 1, expected.data());
    for (const Kernels* kernels : available_kernels()) {
      std::vector<uint8_t> to(count * pixels), still(images * pixels), gone(images * pixels);
      distort(*kernels, pictures, count, which.data(), variants.data(), 5, ranges, any(1, 4), to.data());
      check(to == expected, "distort: the same bytes on any processor and any number of threads");
      transform(*kernels, pictures, images, {0, 0, 1, 0, 1, 0}, 1, still.data());
      check(still == from, "transform: no movement");
      transform(*kernels, pictures, images, {1e9, -1e9, 1e-3, 3, 1e3, 1e6}, 1, gone.data());
      check(gone == std::vector<uint8_t>(gone.size()), "transform: out of the picture");
    }
  }
}

// All paths through a matrix, one by one: what each spells, and the sum for each text.
void spell(const std::vector<float>& matrix, size_t at, int before, const Symbols& read, double score, std::map<Symbols, double>& texts) {
  if (at == matrix.size()) {
    texts[read] += std::exp(score);
    return;
  }
  for (int c = 0; c < kClasses; ++c) {
    Symbols longer = read;
    if (c > 0 && c != before) longer.push_back(static_cast<uint8_t>(c - 1));
    if (std::isfinite(matrix[at + c])) spell(matrix, at + kClasses, c, longer, score + matrix[at + c], texts);
  }
}

void test_matrices() {
  for (int round = 0; round < 60; ++round) {
    const int positions = any(0, 5);
    std::vector<float> matrix(positions * kClasses, -INFINITY);
    const int few[3] = {any(0, kClasses - 1), any(0, kClasses - 1), 0};
    for (int t = 0; t < positions; ++t)
      for (int c : few) matrix[t * kClasses + c] = 3 * number();
    std::map<Symbols, double> texts;
    spell(matrix, 0, 0, {}, 0, texts);
    const Graph graph = graph_of_matrix(matrix.data(), positions, INFINITY);
    const Decoded found = best_texts(graph, automaton_of_all(), 1000, {1000, 0}, true);
    bool right = found.texts.size() == texts.size();
    double all = 0;
    for (const Text& text : found.texts) {
      const double probability = std::exp(text.log_probability);
      all += probability;
      right = right && close(probability, texts[text.symbols]) && close(std::exp(log_mass(graph, text.symbols)), probability);
      int place = 0;
      for (const auto& [first, last] : text.spans) right = right && place <= first && first < last && (place = last) <= positions;
      for (float share : symbol_shares(graph, text.symbols)) right = right && share > 0 && share <= 1 + 1e-6;
    }
    check(right && close(std::exp(found.log_allowed), all), "decode: a matrix's texts, no. " + std::to_string(round));
  }
}

// Arcs that may lead nowhere, a beam of 1 and up, and scores far beyond what an exponential holds.
void test_arcs() {
  for (int round = 0; round < 60; ++round) {
    const int places = any(1, 30);
    std::vector<Arc> arcs;
    for (int n = places > 1 ? any(0, 90) : 0; n > 0; --n) {
      const int from = any(0, places - 2);
      arcs.push_back({from, any(from + 1, std::min(places - 1, from + 3)), any(-1, kSymbols - 1), 1000 * number()});
    }
    const Graph graph = graph_of_arcs(places, arcs);
    const double all = log_mass(graph, automaton_of_all());
    for (int beam : {1, 3, 40}) {
      const Decoded found = best_texts(graph, automaton_of_all(), 3, {beam, 0}, any(0, 1));
      check(found.texts.empty() == std::isinf(all) && (std::isinf(all) || close(found.log_allowed, all)), "decode: all texts of arcs");
      check(found.texts.empty() || found.texts[0].log_probability <= all + 1e-6, "decode: a text is one of all");
    }
  }
}

}  // namespace

int main() {
  test_kernels();
  test_matrices();
  test_arcs();
  test_distortions();
  test_ctc();
  test_networks();
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}

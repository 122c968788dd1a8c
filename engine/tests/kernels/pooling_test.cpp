// Pooling against loops, with ties and with a NaN.
#include <cmath>
#include <utility>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// A maximum, a mean, or a Subsampling2D with coefficients and biases of its own.
struct PoolingCase {
  Plane x, y;
  Buffer coefficients, biases, coefficient_gradient, bias_gradient;
  Pooling pooling;

  explicit PoolingCase(int lanes)
      : PoolingCase(lanes, any(1, 5), any(1, 7), any(1, 20), one_of({1, 2, 2, 2, 3}), one_of({1, 2, 2, 2, 3})) {}
  PoolingCase(int lanes, int channels, int rows, int columns, int pool_rows, int pool_columns)
      : x(channels, rows * pool_rows + any(0, pool_rows - 1), columns * pool_columns + any(0, pool_columns - 1), lanes,
          any(0, 2), any(0, 2)),
        y(channels, rows, columns, lanes, any(0, 2), any(0, 2)),
        coefficients(channels),
        biases(channels),
        coefficient_gradient(channels),
        bias_gradient(channels),
        pooling{any(0, 2) == 0, channels,  rows,  columns,  pool_rows, pool_columns,
                x.rows,         x.columns, lanes, x.view(), y.view(),  one_of(kActivations)} {
    if (pooling.maximum || any(0, 1)) return;
    pooling.coefficients = coefficients.get();
    pooling.coefficient_gradient = coefficient_gradient.get();
    if (any(0, 1)) pooling.biases = biases.get();
    if (any(0, 1)) pooling.bias_gradient = bias_gradient.get();
  }

  double coefficient(int c) const {
    return pooling.coefficients ? coefficients[c] : 1.0 / (pooling.pool_rows * pooling.pool_columns);
  }
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
    const double mean =
        p.pooling.curvature && !p.pooling.coefficients ? p.coefficient(c) * p.coefficient(c) : p.coefficient(c);
    p.window(i, j, [&](int row, int column) {
      const double part = p.pooling.maximum ? (best == std::pair{row, column}) * d : mean * d;
      wanted.set(c, row, column, lane, part * slope(p.pooling.activation, p.x.at(c, row, column, lane)));
    });
    if (p.pooling.coefficients)
      coefficient_gradient[c] += static_cast<float>(d * (p.pooling.curvature ? sum * sum : sum));
    if (p.pooling.bias_gradient) bias_gradient[c] += static_cast<float>(d);
  });
  kernels.pool_gradient(p.pooling);
  return close(p.x, wanted) && close(p.coefficient_gradient, coefficient_gradient, 1e-3) &&
         close(p.bias_gradient, bias_gradient, 1e-3);
}

bool a_nan_wins_in_max_pooling(const Kernels& kernels, int lanes) {
  PoolingCase p(lanes);
  p.pooling.maximum = true;
  const int c = any(0, p.y.channels - 1), i = any(0, p.y.rows - 1), j = any(0, p.y.columns - 1),
            lane = any(0, lanes - 1);
  p.x.set(c, i * p.pooling.pool_rows + any(0, p.pooling.pool_rows - 1),
          j * p.pooling.pool_columns + any(0, p.pooling.pool_columns - 1), lane, NAN);
  kernels.pool(p.pooling);
  int nans = 0;
  p.y.each([&](int a, int b, int d, int e) { nans += std::isnan(p.y.at(a, b, d, e)); });
  return nans == 1 && std::isnan(p.y.at(c, i, j, lane));
}

}  // namespace

void test_pooling() {
  everywhere("pool", 80, pool_is_right);
  everywhere("pool_gradient", 160, pool_gradient_is_right);
  everywhere("a NaN in max pooling", 20, a_nan_wins_in_max_pooling);
}

}  // namespace lenet::tests

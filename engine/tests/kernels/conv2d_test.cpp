// Conv2D against loops: the correlation, and the gradient of its weights.
#include <cstdint>
#include <vector>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// A convolution of random sizes; `above` and `before` zeros above and left of the picture, as many rows and columns of
// y as Keras has.
struct Sizes {
  int in, out, rows, columns, kernel_rows, kernel_columns;
  bool same;
  int above, before, out_rows, out_columns;

  Sizes()
      : in(any(1, 5)),
        out(any(1, 19)),
        rows(any(1, 12)),
        columns(any(1, 20)),
        kernel_rows(any(1, 6)),
        kernel_columns(any(1, 7)),
        same(any(0, 1)) {
    if (!same) rows += kernel_rows - 1, columns += kernel_columns - 1;
    above = same ? (kernel_rows - 1) / 2 : 0;
    before = same ? (kernel_columns - 1) / 2 : 0;
    out_rows = same ? rows : rows - kernel_rows + 1;
    out_columns = same ? columns : columns - kernel_columns + 1;
  }

  Plane source(int lanes) const {
    return {in, rows, columns, lanes, same ? kernel_rows - 1 : 0, same ? kernel_columns - 1 : 0};
  }
  Plane result(int lanes) const { return {out, out_rows, out_columns, lanes, kernel_rows - 1, kernel_columns - 1}; }
  size_t weight(int u, int v, int c, int o) const {
    return (static_cast<size_t>(u * kernel_columns + v) * in + c) * out + o;
  }
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
        for (int v = 0; v < s.kernel_columns; ++v)
          sum += weights[s.weight(u, v, c, o)] * x.at(c, i + u - s.above, j + v - s.before, lane);
    wanted.set(o, i, j, lane, derivative ? sum * slope(activation, y.at(o, i, j, lane)) : activated(activation, sum));
  });
  const std::vector<int32_t> taps = s.taps_on(x);
  Buffer packed(taps.size() * kPackedChannels);
  kernels.correlate({s.out, s.kernel_rows, s.kernel_columns * s.in, taps.data(), s.out_rows, s.out_columns * lanes,
                     -s.above, s.rows, x.view().shifted(-s.above, -s.before * lanes), y.view(), weights.get(),
                     biased ? bias.get() : nullptr, activation, derivative, any(0, 1) ? packed.get() : nullptr});
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
  kernels.weight_gradient({s.in, s.out, s.kernel_rows, s.kernel_columns, taps.data(), s.out_rows, s.out_columns * lanes,
                           lanes, x.view().shifted(-s.above, -s.before * lanes), dy.view(), scratch.get(),
                           weights.get(), biased ? bias.get() : nullptr});
  return close(weights, wanted, 1e-3) && close(bias, wanted_bias, 1e-3);
}

}  // namespace

void test_conv2d() {
  everywhere("correlate", 60, correlate_is_right);
  everywhere("weight_gradient", 60, weight_gradient_is_right);
}

}  // namespace lenet::tests

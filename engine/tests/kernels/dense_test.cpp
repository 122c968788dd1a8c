// Dense against loops: one chunk, and the gradients that sum over several.
#include <algorithm>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// Room for the last vector that a single lane reads beyond the weights.
Buffer dense_weights(int in, int out) { return Buffer(static_cast<size_t>(in) * out + kLanes); }

bool dense_is_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 40), out = any(1, 70);
  const Buffer weights = dense_weights(in, out), bias(out), x(static_cast<size_t>(in) * lanes),
               y(static_cast<size_t>(out) * lanes);
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
  const ptrdiff_t x_floats = static_cast<ptrdiff_t>(in) * lanes,
                  stride = x_floats + static_cast<ptrdiff_t>(lanes) * padded(out);
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
  kernels.dense_weight_gradient(all, out, end - begin, chunks.get() + begin * lanes, chunks.get() + x_floats,
                                dweights.get() + begin * out);
  kernels.dense_bias_gradient(all, out, chunks.get() + x_floats, dbias.get());
  return close(dweights, wanted) && close(dbias, wanted_bias);
}

}  // namespace

void test_dense() {
  everywhere("dense", 60, dense_is_right);
  everywhere("dense_input_gradient", 60, dense_input_gradient_is_right);
  everywhere("dense gradients", 60, dense_gradients_are_right);
}

}  // namespace lenet::tests

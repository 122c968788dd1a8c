// Radial basis functions against loops.
#include <cmath>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

bool rbf_is_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 90), out = any(1, 12);
  const Buffer centers(static_cast<size_t>(out) * in), x(static_cast<size_t>(in) * lanes),
      y(static_cast<size_t>(out) * lanes);
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

// Chunks of x [in][lanes] and dy [lanes][padded(out)], of which the first also as [out][lanes].
bool rbf_gradients_are_right(const Kernels& kernels, int lanes) {
  const int in = any(1, 40), out = any(1, 12), count = any(1, 4);
  const ptrdiff_t x_floats = static_cast<ptrdiff_t>(in) * lanes,
                  stride = x_floats + static_cast<ptrdiff_t>(lanes) * padded(out);
  const Buffer centers(static_cast<size_t>(out) * in), chunks(stride * count), dy(static_cast<size_t>(out) * lanes),
      dx(x_floats), dcenters(centers);
  const Buffer wanted(dx.count, false), wanted_centers(centers.count, false);
  for (int o = 0; o < out; ++o)
    for (int i = 0; i < in; ++i)
      for (int c = 0; c < count; ++c)
        for (int lane = 0; lane < lanes; ++lane) {
          const float* rows = chunks.get() + c * stride + x_floats;
          const float part =
              2 * (chunks[c * stride + i * lanes + lane] - centers[o * in + i]) * rows[lane * padded(out) + o];
          wanted_centers[o * in + i] -= part;
          if (c > 0) continue;
          dy[o * lanes + lane] = rows[lane * padded(out) + o];
          wanted[i * lanes + lane] += part;
        }
  const Rbf k{in, out, lanes, centers.get()};
  kernels.rbf_input_gradient(k, chunks.get(), dy.get(), dx.get());
  kernels.rbf_center_gradient({count, stride, lanes}, k, chunks.get(), chunks.get() + x_floats, dcenters.get());
  return close(dx, wanted) && close(dcenters, wanted_centers);
}

}  // namespace

void test_rbf() {
  everywhere("rbf", 40, rbf_is_right);
  everywhere("rbf gradients", 40, rbf_gradients_are_right);
}

}  // namespace lenet::tests

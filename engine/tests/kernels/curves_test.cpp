// Activation layers against the standard library, and their gradients against its differences.
#include <cmath>
#include <functional>
#include <vector>

#include "tests/kernels/elements.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

struct CurveCase {
  Curve curve;
  std::function<double(double)> f;
};

double logistic(double x) { return 1 / (1 + std::exp(-x)); }
double clipped(double x, double low, double high) { return std::min(std::max(x, low), high); }
double below(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

const std::vector<CurveCase> kCurves{
    {{Curve::linear}, [](double x) { return x; }},
    {{Curve::affine, 0.7f, -0.2f}, [](double x) { return 0.7 * x - 0.2; }},
    {{Curve::relu, 0, INFINITY, 0}, [](double x) { return std::max(x, 0.0); }},
    {{Curve::relu, 0.1f, 1.5f, 0.3f}, [](double x) { return x >= 1.5   ? 1.5
                                                            : x >= 0.3 ? x
                                                                       : 0.1 * (x - 0.3); }},
    {{Curve::elu, 0.7f}, [](double x) { return x > 0 ? x : 0.7 * std::expm1(x); }},
    {{Curve::celu, 0.7f}, [](double x) { return x > 0 ? x : 0.7 * std::expm1(x / 0.7); }},
    {{Curve::selu}, [](double x) { return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x)); }},
    {{Curve::exponential}, [](double x) { return std::exp(x); }},
    {{Curve::sigmoid}, logistic},
    {{Curve::log_sigmoid}, [](double x) { return -std::log1p(std::exp(-x)); }},
    {{Curve::hard_sigmoid}, [](double x) { return clipped(x / 6 + 0.5, 0, 1); }},
    {{Curve::sparse_sigmoid}, [](double x) { return clipped((x + 1) / 2, 0, 1); }},
    {{Curve::tanh}, [](double x) { return std::tanh(x); }},
    {{Curve::scaled_tanh}, [](double x) { return 1.7159 * std::tanh(2 * x / 3); }},
    {{Curve::hard_tanh}, [](double x) { return clipped(x, -1, 1); }},
    {{Curve::tanh_shrink}, [](double x) { return x - std::tanh(x); }},
    {{Curve::soft_shrink, 0.5f}, [](double x) { return x > 0.5    ? x - 0.5
                                                       : x < -0.5 ? x + 0.5
                                                                  : 0; }},
    {{Curve::hard_shrink, 0.5f}, [](double x) { return std::abs(x) > 0.5 ? x : 0; }},
    {{Curve::threshold, 0.5f, -2}, [](double x) { return x > 0.5 ? x : -2; }},
    {{Curve::softplus}, [](double x) { return std::log1p(std::exp(x)); }},
    {{Curve::softsign}, [](double x) { return x / (1 + std::abs(x)); }},
    {{Curve::squareplus, 4}, [](double x) { return (x + std::sqrt(x * x + 4)) / 2; }},
    {{Curve::sparse_plus}, [](double x) { return x >= 1 ? x : std::pow(clipped(x + 1, 0, 2), 2) / 4; }},
    {{Curve::silu}, [](double x) { return x * logistic(x); }},
    {{Curve::hard_silu}, [](double x) { return x * clipped(x / 6 + 0.5, 0, 1); }},
    {{Curve::gelu}, [](double x) { return x * below(x); }},
    {{Curve::gelu_tanh},
     [](double x) { return x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))); }},
    {{Curve::mish}, [](double x) { return x * std::tanh(std::log1p(std::exp(x))); }},
};

// Values up to 3.2, none beside a place where one of the curves bends or jumps.
void draw(Plane& x) {
  x.each([&](int c, int i, int j, int lane) {
    double value = 0;
    const auto bends = [&](double at) { return std::abs(std::abs(value) - at) < 1e-3; };
    while (bends(0) || bends(0.3) || bends(0.5) || bends(1) || bends(1.5) || bends(3)) value = 3.2 * number();
    x.set(c, i, j, lane, value);
  });
}

bool curves_are_right(const Kernels& kernels, int lanes) {
  for (const CurveCase& one : kCurves) {
    ElementsCase k(lanes, any(1, 2), any(1, 3), any(1, 37));
    draw(k.x);
    Plane wanted = k.y;
    wanted.each([&](int c, int i, int j, int lane) { wanted.set(c, i, j, lane, one.f(k.x.at(c, i, j, lane))); });
    const Plane untouched = k.x;
    kernels.curve(one.curve, k.forward());
    if (!close(k.y.floats, wanted.floats, 3e-6) || !close(k.x, untouched)) return false;
  }
  return true;
}

bool curve_gradients_are_right(const Kernels& kernels, int lanes) {
  for (const CurveCase& one : kCurves) {
    ElementsCase k(lanes, any(1, 2), any(1, 3), any(1, 37));
    draw(k.x);
    const Plane wanted = k.wanted_gradient([&](int c, int i, int j, int lane) {
      const double x = k.x.at(c, i, j, lane), step = 1e-5;
      return k.y.at(c, i, j, lane) * (one.f(x + step) - one.f(x - step)) / (2 * step);
    });
    kernels.curve_gradient(one.curve, k.backward());
    if (!close(k.gradient().floats, wanted.floats, 1e-4)) return false;  // with the slope of the tanh before
  }
  return true;
}

}  // namespace

void test_curves() {
  everywhere("curve", 4, curves_are_right);
  everywhere("curve_gradient", 8, curve_gradients_are_right);
}

}  // namespace lenet::tests

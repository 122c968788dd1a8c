// Poolings whose windows overlap, leave gaps or reach over the edges, against loops.
#include <utility>

#include "tests/kernels/plane.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

struct WindowsCase {
  Plane x, y;
  Buffer scratch;  // exactly one channel of x
  Windows windows;

  explicit WindowsCase(int lanes)
      : x(any(1, 4), any(1, 9), any(1, 12), lanes, any(0, 2), any(0, 2)),
        y(x.channels, any(1, 7), any(1, 7), lanes, any(0, 2), any(0, 2)),
        scratch(static_cast<size_t>(x.rows) * x.columns * lanes),
        windows{any(0, 1) == 1,
                x.channels,
                any(1, 4),
                any(1, 4),
                {any(1, 4), any(1, 4), any(-2, 3), any(-2, 3), y.rows, y.columns},
                x.rows,
                x.columns,
                lanes,
                x.view(),
                y.view(),
                one_of(kActivations),
                scratch.get()} {}

  // Calls f(row, column) for every place of the source under one place of y.
  template <class F>
  void window(int i, int j, F f) const {
    for (int u = 0; u < windows.pool_rows; ++u)
      for (int v = 0; v < windows.pool_columns; ++v) {
        const int row = i * windows.steps.rows - windows.steps.top + u;
        const int column = j * windows.steps.columns - windows.steps.left + v;
        if (row >= 0 && row < x.rows && column >= 0 && column < x.columns) f(row, column);
      }
  }

  int places(int i, int j) const {
    int count = 0;
    window(i, j, [&](int, int) { ++count; });
    return count;
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

bool windows_are_right(const Kernels& kernels, int lanes) {
  WindowsCase k(lanes);
  Plane wanted = k.y;
  wanted.each([&](int c, int i, int j, int lane) {
    const auto [row, column] = k.largest(c, i, j, lane);
    double sum = 0;
    k.window(i, j, [&](int u, int v) { sum += k.x.at(c, u, v, lane) / k.places(i, j); });
    wanted.set(c, i, j, lane, k.windows.maximum ? k.x.at(c, row, column, lane) : sum);
  });
  const Plane untouched = k.x;
  kernels.pool_windows(k.windows);
  return close(k.y.floats, wanted.floats, 1e-5) && close(k.x, untouched);
}

bool windows_gradient_is_right(const Kernels& kernels, int lanes) {
  WindowsCase k(lanes);
  if (any(0, 1))  // ties: the first of the largest takes all
    k.x.each([&](int c, int i, int j, int lane) { k.x.set(c, i, j, lane, any(0, 2)); });
  Plane wanted = k.x;
  wanted.each([&](int c, int i, int j, int lane) { wanted.set(c, i, j, lane, 0); });
  k.y.each([&](int c, int i, int j, int lane) {
    const auto best = k.largest(c, i, j, lane);
    k.window(i, j, [&](int row, int column) {
      const double share = k.windows.maximum ? best == std::pair{row, column} : 1.0 / k.places(i, j);
      wanted.set(c, row, column, lane, wanted.at(c, row, column, lane) + share * k.y.at(c, i, j, lane));
    });
  });
  wanted.each([&](int c, int i, int j, int lane) {
    wanted.set(c, i, j, lane, wanted.at(c, i, j, lane) * slope(k.windows.before, k.x.at(c, i, j, lane)));
  });
  kernels.pool_windows_gradient(k.windows);
  return close(k.x.floats, wanted.floats, 1e-5);
}

}  // namespace

void test_windows() {
  everywhere("pool_windows", 80, windows_are_right);
  everywhere("pool_windows_gradient", 120, windows_gradient_is_right);
}

}  // namespace lenet::tests

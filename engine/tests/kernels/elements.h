// Two planes of one shape, for kernels that take each value, or each channel, for itself.
#pragma once

#include "tests/kernels/plane.h"

namespace lenet::tests {

struct ElementsCase {
  Plane x, y;
  bool over_x;  // whether the gradient takes x's place, or y's
  Activation before;

  explicit ElementsCase(int lanes) : ElementsCase(lanes, any(1, 5), any(1, 7), any(1, 37)) {}
  ElementsCase(int lanes, int channels, int rows, int columns)
      : x(channels, rows, columns, lanes, any(0, 2), any(0, 2)),
        y(channels, rows, columns, lanes, any(0, 2), any(0, 2)),
        over_x(any(0, 1)),
        before(one_of(kActivations)) {}

  Elements forward() const { return {x.channels, x.rows, x.columns * x.lanes, x.lanes, x.view(), y.view(), y.view()}; }
  Elements backward() const {
    Elements elements = forward();
    elements.to = over_x ? x.view() : y.view();
    elements.before = before;
    return elements;
  }
  const Plane& gradient() const { return over_x ? x : y; }

  // What the gradient's place should hold: slope_of(c, i, j, lane) = dE/d(what `before` made) at one value.
  template <class F>
  Plane wanted_gradient(F slope_of) const {
    Plane wanted = gradient();
    wanted.each([&](int c, int i, int j, int lane) {
      wanted.set(c, i, j, lane, slope_of(c, i, j, lane) * slope(before, x.at(c, i, j, lane)));
    });
    return wanted;
  }
};

}  // namespace lenet::tests

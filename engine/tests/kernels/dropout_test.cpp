// Dropout: how much is dropped, what becomes of the rest, and that a mask depends on the key and the place alone.
#include <cmath>

#include "tests/kernels/elements.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// Values above 0, so that what was dropped is seen.
struct DropoutCase : ElementsCase {
  Dropped dropped;

  DropoutCase(int lanes, int channels, int rows, int columns) : ElementsCase(lanes, channels, rows, columns) {
    before = one_of({Activation::linear, Activation::relu});
    for (Plane* plane : {&x, &y})
      plane->each([&](int c, int i, int j, int lane) { plane->set(c, i, j, lane, 1.5 + number()); });
    dropped = {one_of({0.0f, 0.25f, 0.5f, 0.9f}), any(0, 1) == 1, {}};
    for (uint32_t& key : dropped.keys) key = static_cast<uint32_t>(chance());
  }
  explicit DropoutCase(int lanes) : DropoutCase(lanes, any(1, 5), any(1, 7), any(1, 37)) {}
};

bool what_is_kept_is_scaled(const Kernels& kernels, int lanes) {
  DropoutCase k(lanes);
  const Plane untouched = k.x;
  kernels.dropout(k.dropped, k.forward());
  Plane wanted = k.y;
  wanted.each([&](int c, int i, int j, int lane) {
    const bool kept = k.y.at(c, i, j, lane) != 0;
    wanted.set(c, i, j, lane, kept ? k.x.at(c, i, j, lane) / (1 - k.dropped.rate) : 0);
    if (k.dropped.whole_channels && kept != (k.y.at(c, 0, 0, lane) != 0)) wanted.set(c, i, j, lane, NAN);
    if (k.dropped.rate == 0 && !kept) wanted.set(c, i, j, lane, NAN);
  });
  return close(k.y.floats, wanted.floats, 1e-6) && close(k.x, untouched);
}

bool the_share_is_the_rate(const Kernels& kernels, int lanes) {
  DropoutCase k(lanes, 40, 10, 320 / lanes);
  k.dropped.whole_channels = false;
  kernels.dropout(k.dropped, k.forward());
  double gone = 0;
  k.y.each([&](int c, int i, int j, int lane) { gone += k.y.at(c, i, j, lane) == 0; });
  const double count = 40 * 10 * 320, rate = k.dropped.rate;
  return std::abs(gone - rate * count) <= 5 * std::sqrt(rate * (1 - rate) * count);
}

bool the_way_back_drops_the_same(const Kernels& kernels, int lanes) {
  DropoutCase k(lanes);
  const Plane dy = k.y;
  kernels.dropout(k.dropped, k.forward());
  const Plane made = k.y;
  dy.each([&](int c, int i, int j, int lane) { k.y.set(c, i, j, lane, dy.at(c, i, j, lane)); });
  const Plane wanted = k.wanted_gradient([&](int c, int i, int j, int lane) {
    return made.at(c, i, j, lane) != 0 ? dy.at(c, i, j, lane) / (1 - k.dropped.rate) : 0;
  });
  kernels.dropout_gradient(k.dropped, k.backward());
  return close(k.gradient().floats, wanted.floats, 1e-6);
}

// One lane alone, and on another instruction set, has the mask it has among sixteen.
bool a_lane_depends_on_its_key_alone(const Kernels& kernels, int) {
  DropoutCase all(kLanes);
  kernels.dropout(all.dropped, all.forward());
  const int lane = any(0, kLanes - 1);
  DropoutCase one(1, all.x.channels, all.x.rows, all.x.columns);
  one.dropped = all.dropped;
  one.dropped.keys[0] = all.dropped.keys[lane];
  available_kernels().front()->dropout(one.dropped, one.forward());
  bool same = true;
  one.y.each([&](int c, int i, int j, int) { same &= (one.y.at(c, i, j, 0) != 0) == (all.y.at(c, i, j, lane) != 0); });
  return same;
}

}  // namespace

void test_dropout() {
  everywhere("dropout", 40, what_is_kept_is_scaled);
  everywhere("the share that dropout drops", 8, the_share_is_the_rate);
  everywhere("dropout_gradient", 40, the_way_back_drops_the_same);
  everywhere("dropout of one lane", 20, a_lane_depends_on_its_key_alone);
}

}  // namespace lenet::tests

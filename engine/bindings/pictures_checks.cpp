// Sizes, ranges and movements that pictures can be drawn anew by.
#include "bindings/pictures_checks.h"

#include <cmath>

#include "bindings/expect.h"

namespace lenet {

namespace {

constexpr int64_t kLargestSide = 8192;

}  // namespace

void check_side(int64_t pixels) {
  expect(pixels >= 1 && pixels <= kLargestSide, "expected images of 1 to 8192 pixels a side");
}

void check_ranges(const Ranges& r) {
  for (double range : {r.translation, r.scale, r.rotation, r.squeeze, r.shear, r.elastic})
    expect(range >= 0 && std::isfinite(range), "expected ranges of 0 or more");
  expect(r.spacing >= 1 && std::isfinite(r.spacing) && r.noise >= 0 && r.noise <= 1,
         "expected a spacing of 1 or more and noise from 0 to 1");
}

void check_movement(const Movement& m) {
  expect(std::isfinite(m.right + m.down + m.turn + m.shear) && std::isnormal(m.scale / m.ratio) &&
             std::isnormal(m.scale * m.ratio),
         "expected a movement that can be undone");
}

void check_chosen(int64_t images, std::span<const int64_t> which, int64_t variants) {
  expect(variants == static_cast<int64_t>(which.size()), "expected a variant for each image");
  for (int64_t image : which) expect(image >= 0 && image < images, "an image is asked for that is not there");
}

}  // namespace lenet

// Pictures drawn anew, for a page.
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "bindings/expect.h"
#include "bindings/pictures_checks.h"
#include "kernels/dispatch.h"
#include "pictures/distort.h"

namespace lenet {

namespace {

// How many pictures of so many rows and columns the pixels are.
int64_t checked_pictures(int32_t pixels, int32_t rows, int32_t columns) {
  check_side(rows), check_side(columns);
  expect(pixels % (rows * columns) == 0, "expected whole images");
  return pixels / (rows * columns);
}

}  // namespace

extern "C" {

// to: room for the images that are asked for; ranges [8] in the order of Ranges
[[clang::export_name("distort")]] void distort_images(const uint8_t* images, int32_t pixels, int32_t rows,
                                                      int32_t columns, const int32_t* which, int32_t which_count,
                                                      const int32_t* variants, int32_t variant_count, uint64_t seed,
                                                      const double* r, int32_t range_count, uint8_t* to, int32_t room) {
  const int64_t count = checked_pictures(pixels, rows, columns);
  expect(range_count == 8, "expected eight ranges");
  const Ranges ranges{r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]};
  check_ranges(ranges);
  const std::vector<int64_t> chosen(which, which + which_count), drawn(variants, variants + variant_count);
  check_chosen(count, chosen, variant_count);
  expect(room == static_cast<int64_t>(which_count) * rows * columns, "expected room for the images that are asked for");
  distort(kernels_named(""), {images, rows, columns}, which_count, chosen.data(), drawn.data(), seed, ranges, 1, to);
}

// to: room for as many images; movement [6] in the order of Movement
[[clang::export_name("transform")]] void transform_images(const uint8_t* images, int32_t pixels, int32_t rows,
                                                          int32_t columns, const double* m, int32_t number_count,
                                                          uint8_t* to, int32_t room) {
  const int64_t count = checked_pictures(pixels, rows, columns);
  expect(number_count == 6, "expected a movement of six numbers");
  const Movement movement{m[0], m[1], m[2], m[3], m[4], m[5]};
  check_movement(movement);
  expect(room == pixels, "expected room for as many images");
  transform(kernels_named(""), {images, rows, columns}, count, movement, 1, to);
}
}

}  // namespace lenet

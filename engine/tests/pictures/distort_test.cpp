// Distortions: the same bytes everywhere, and no read or write astray.
#include "pictures/distort.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/dispatch.h"
#include "pictures/affine.h"
#include "tests/check.h"
#include "tests/tests.h"

namespace lenet::tests {

// Buffers with nothing behind them, pictures of any size, and movements of any strength: no read or write goes astray.
void test_distortions() {
  for (int round = 0; round < 60; ++round) {
    const int rows = any(1, 40), columns = any(1, 70), pixels = rows * columns, images = any(1, 3), count = any(0, 40);
    std::vector<uint8_t> from(images * pixels);
    for (uint8_t& pixel : from) pixel = static_cast<uint8_t>(any(0, 255));
    std::vector<int64_t> which(count), variants(count);
    for (int k = 0; k < count; ++k) which[k] = any(0, images - 1), variants[k] = any(0, 1 << 20);
    const double strength = one_of({0.0, 1.0, 100.0});
    const Ranges ranges{
        2 * strength, 0.1 * strength, strength, 0.1 * strength, 0.2 * strength, strength, one_of({1.0, 7.5, 900.0}),
        0.3};
    const Pictures pictures{from.data(), rows, columns};
    std::vector<uint8_t> expected(count * pixels);
    distort(*available_kernels().front(), pictures, count, which.data(), variants.data(), 5, ranges, 1,
            expected.data());
    for (const Kernels* kernels : available_kernels()) {
      std::vector<uint8_t> to(count * pixels), still(images * pixels), gone(images * pixels);
      distort(*kernels, pictures, count, which.data(), variants.data(), 5, ranges, any(1, 4), to.data());
      check(to == expected, "distort: the same bytes on any processor and any number of threads");
      transform(*kernels, pictures, images, {0, 0, 1, 0, 1, 0}, 1, still.data());
      check(still == from, "transform: no movement");
      transform(*kernels, pictures, images, {1e9, -1e9, 1e-3, 3, 1e3, 1e6}, 1, gone.data());
      check(gone == std::vector<uint8_t>(gone.size()), "transform: out of the picture");
    }
  }
}

// Maps of any strength, and of no number: only pixels that are there are read, and a still picture stays.
void test_affine_maps() {
  for (int round = 0; round < 60; ++round) {
    const int rows = any(1, 20), columns = any(1, 20), channels = any(1, 4), count = any(0, 40);
    std::vector<float> from(count * rows * columns * channels), to(from), still(from), again(from);
    for (float& value : from) value = static_cast<float>(any(0, 255));
    std::vector<double> maps, identity;
    for (int k = 0; k < count; ++k) {
      const double strength = one_of({1.0, 30.0, 1e9, 1e300, std::numeric_limits<double>::infinity()});
      for (int m = 0; m < 6; ++m) maps.push_back(strength * any(-100, 100) / 50);
      identity.insert(identity.end(), {1, 0, 0, 0, 1, 0});
    }
    for (Beyond beyond : {Beyond::nearest, Beyond::constant, Beyond::reflect, Beyond::wrap}) {
      const Affine affine{rows, columns, channels, beyond, -1, any(0, 1) == 1};
      move_affinely(affine, from.data(), maps.data(), count, 1, to.data());
      move_affinely(affine, from.data(), maps.data(), count, any(2, 4), again.data());
      check(to == again, "affine: the same bytes on any number of threads");
      bool within = true;
      for (float value : to) within = within && value >= -1 && value <= 255.01f;
      check(within, "affine: what is there, or beside it");
      move_affinely(affine, from.data(), identity.data(), count, 1, still.data());
      check(still == from, "affine: no movement");
    }
  }
}

}  // namespace lenet::tests

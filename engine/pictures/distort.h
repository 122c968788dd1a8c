// Pictures of digits, distorted at random: planar affine maps, elastic displacement, salt-and-pepper noise.
//
// Chance is counted, not drawn in turn: number k of a picture is splitmix64 of (seed, image, variant, k). What comes
// out for one (seed, image, variant) depends on nothing else, so any order and any number of threads give the same
// bytes.
#pragma once

#include <cstdint>

#include "kernels/kernels.h"

namespace lenet {

// How far each distortion may go; 0 is not at all. Each picture's own values are uniform between minus and plus that.
struct Ranges {
  double translation;  // pixels, along each axis
  double scale;        // natural logarithm of the factor
  double rotation;     // radians
  double squeeze;      // natural logarithm of the ratio r: widths times r, heights divided by r
  double shear;        // pixels to the right for each pixel up
  double elastic;      // pixels: standard deviation of the displacement along each axis
  double spacing;      // pixels between the nodes of the displacement
  double noise;        // share of the pixels that are inverted
};

// What a planar affine distortion does to a picture, about its middle: scale x squeeze, then shear, rotation,
// translation.
struct Movement {
  double right, down;  // pixels
  double scale;        // factor
  double turn;         // radians, to the left
  double ratio;        // widths times it, heights divided by it
  double shear;        // pixels to the right for each pixel up
};

struct Pictures {
  const uint8_t* images;  // [..][rows][columns]
  int rows, columns;
};

// to[k] = images[which[k]], distorted as its variant variants[k] is.
void distort(const Kernels&, const Pictures&, int64_t count, const int64_t* which, const int64_t* variants,
             uint64_t seed, const Ranges&, int threads, uint8_t* to);

// to[k] = images[k], moved.
void transform(const Kernels&, const Pictures&, int64_t count, const Movement&, int threads, uint8_t* to);

}  // namespace lenet

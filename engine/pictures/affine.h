// Pictures of floats moved by planar affine maps, each by its own, as SciPy's ndimage.affine_transform moves them.
#pragma once

#include <cstdint>

namespace lenet {

// What lies beyond a picture's border, along each axis.
enum class Beyond {
  nearest,   // aaaa|abcd|dddd
  constant,  // kkkk|abcd|kkkk, and nothing between a pixel and k
  reflect,   // abcddcba|abcd|dcbaabcd
  wrap,      // abcdbcd|abcd|bcdabcd: the last pixel and the first are one place
};

struct Affine {
  int rows, columns, channels;
  Beyond beyond;
  double value;  // of constant
  bool linear;   // between the four pixels around a place; if not, the pixel next to it
};

// to[k][i][j][c] = images[k] at (m[0] i + m[1] j + m[2], m[3] i + m[4] j + m[5]) with m = maps + 6 k; all of it in
// doubles, in one order, so any number of threads gives the same bytes.
void move_affinely(const Affine&, const float* images, const double* maps, int64_t count, int threads, float* to);

}  // namespace lenet

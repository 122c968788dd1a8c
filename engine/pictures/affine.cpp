// Affine maps: where a place lies in the picture that goes on beyond its border, and what is there.
#include "pictures/affine.h"

#include <algorithm>
#include <cmath>

#include "network/team.h"

namespace lenet {

namespace {

// A place along an axis: the pixels before and after it, how far it is from the first to the second, and whether it
// lies in what has a value of its own.
struct Place {
  int before, after;
  double part;
  bool outside;
};

// Of a place too far away for doubles to tell its pixel, some pixel.
int pixel_at(double x, int length) { return static_cast<int>(std::clamp(x, 0.0, length - 1.0)); }

// ...cba|abcd|dcb...: the place in 0 <= x < 2 length that x stands for, folded; rounded to `pixel` it is a pixel.
int reflected(double pixel, int length) {
  const double period = 2.0 * length;
  double in = pixel - period * std::floor(pixel / period);
  if (in >= length) in = period - 1 - in;
  return pixel_at(in, length);
}

// Within 0 .. length - 1, for what goes on by repeating that.
double folded(double x, int length, Beyond beyond) {
  const double last = length - 1;
  if (beyond != Beyond::wrap) return std::clamp(x, 0.0, last);
  if (length == 1) return 0;
  if (x < 0) return x + last * (std::floor(-x / last) + 1);
  return x > last ? x - last * std::floor(x / last) : x;
}

Place place_of(double x, int length, Beyond beyond, bool linear) {
  if (!std::isfinite(x)) return {0, 0, 0, true};
  if (beyond == Beyond::constant && (x < 0 || x > length - 1)) return {0, 0, 0, true};
  if (beyond != Beyond::reflect) x = folded(x, length, beyond);
  const double floor = std::floor(linear ? x : x + 0.5);
  const double part = linear ? x - floor : 0;
  if (beyond == Beyond::reflect) return {reflected(floor, length), reflected(floor + 1, length), part, false};
  const int before = pixel_at(floor, length);
  return {before, std::min(before + 1, length - 1), part, false};
}

void move_one(const Affine& a, const float* image, const double* m, float* to) {
  for (int i = 0; i < a.rows; ++i)
    for (int j = 0; j < a.columns; ++j, to += a.channels) {
      const Place down = place_of(m[0] * i + m[1] * j + m[2], a.rows, a.beyond, a.linear);
      const Place right = place_of(m[3] * i + m[4] * j + m[5], a.columns, a.beyond, a.linear);
      if (down.outside || right.outside) {
        std::fill_n(to, a.channels, static_cast<float>(a.value));
        continue;
      }
      const int64_t row = static_cast<int64_t>(a.columns) * a.channels;
      const float* upper = image + down.before * row;
      const float* lower = image + down.after * row;
      const int left = right.before * a.channels, far = right.after * a.channels;
      for (int c = 0; c < a.channels; ++c)
        to[c] = static_cast<float>(
            upper[left + c] * (1 - down.part) * (1 - right.part) + upper[far + c] * (1 - down.part) * right.part +
            lower[left + c] * down.part * (1 - right.part) + lower[far + c] * down.part * right.part);
    }
}

}  // namespace

void move_affinely(const Affine& affine, const float* images, const double* maps, int64_t count, int threads,
                   float* to) {
  const int64_t values = static_cast<int64_t>(affine.rows) * affine.columns * affine.channels;
  const int64_t members = std::clamp<int64_t>(threads, 1, std::max<int64_t>(1, count / 16));
  run_team(static_cast<int>(members), [&](int member) {
    for (int64_t k = count * member / members; k < count * (member + 1) / members; ++k)
      move_one(affine, images + k * values, maps + 6 * k, to + k * values);
  });
}

}  // namespace lenet

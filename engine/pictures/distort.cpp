// Distortions: each picture's movement and displacement, drawn at random, and applied by several threads.
#include "pictures/distort.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "network/team.h"
#include "pictures/chance.h"
#include "pictures/splines.h"

namespace lenet {

namespace {

constexpr uint64_t kNodes = uint64_t{1} << 32, kPixels = uint64_t{1} << 48;  // the places of these numbers begin here

Movement movement(const Ranges& ranges, const Chance& chance) {
  return {ranges.translation * chance.around_zero(0),       ranges.translation * chance.around_zero(1),
          std::exp(ranges.scale * chance.around_zero(2)),   ranges.rotation * chance.around_zero(3),
          std::exp(ranges.squeeze * chance.around_zero(4)), ranges.shear * chance.around_zero(5)};
}

// Along an axis the mean of the squared weights is 151/315 = int B(x)^2 dx, and a uniform node's variance limit^2 / 3.
double node_limit(double deviation) { return deviation * std::sqrt(3.0) * 315 / 151; }

void draw_nodes(const Chance& chance, double limit, int count, float* nodes) {
  for (int k = 0; k < 2 * count; ++k) nodes[k] = static_cast<float>(limit * chance.around_zero(kNodes + k));
}

// Each pixel by itself: where the pixel's own 32 bits lie below the share.
void invert(const Chance& chance, double share, int pixels, uint8_t* to) {
  const uint64_t below = static_cast<uint64_t>(share * 0x1p32);
  for (int k = 0; k < pixels; k += 2) {
    const uint64_t bits = chance.bits(kPixels + k / 2);
    if ((bits & 0xffffffff) < below) to[k] = 255 - to[k];
    if (k + 1 < pixels && bits >> 32 < below) to[k + 1] = 255 - to[k + 1];
  }
}

// p -> center + translation + A (p - center) with A = rotation x shear x squeeze x scale; the warp is given A's
// inverse. y runs down: a turn to the left takes (1, 0) to (cos, -sin), and a shear to the right moves to the right
// what is above.
void place(const Movement& move, Warp& warp) {
  const double wide = move.scale * move.ratio, high = move.scale / move.ratio;
  const double cosine = std::cos(move.turn), sine = std::sin(move.turn);
  warp.xx = static_cast<float>((cosine + move.shear * sine) / wide);
  warp.xy = static_cast<float>((move.shear * cosine - sine) / wide);
  warp.yx = static_cast<float>(sine / high), warp.yy = static_cast<float>(cosine / high);
  warp.right = static_cast<float>(move.right), warp.down = static_cast<float>(move.down);
}

// A share of the pictures for each member: work(first, last).
template <class Work>
void share_out(int64_t count, int threads, const Work& work) {
  const int64_t members = std::clamp<int64_t>(threads, 1, std::max<int64_t>(1, count / 16));
  run_team(static_cast<int>(members),
           [&](int member) { work(count * member / members, count * (member + 1) / members); });
}

}  // namespace

void distort(const Kernels& kernels, const Pictures& from, int64_t count, const int64_t* which, const int64_t* variants,
             uint64_t seed, const Ranges& ranges, int threads, uint8_t* to) {
  const int pixels = from.rows * from.columns;
  const Splines down(from.rows, ranges.spacing), right(from.columns, ranges.spacing);
  const std::vector<float> across = right.spread();
  const int nodes = down.nodes * right.nodes;
  const double limit = node_limit(ranges.elastic);
  share_out(count, threads, [&](int64_t first, int64_t last) {
    std::vector<float> drawn(2 * nodes), scratch(warp_scratch(from.rows, from.columns, down.nodes));
    Warp warp{};
    warp.rows = from.rows, warp.columns = from.columns, warp.scratch = scratch.data();
    if (limit > 0) {
      warp.nodes_down = down.nodes, warp.nodes_across = right.nodes, warp.nodes = drawn.data();
      warp.across = across.data(), warp.down_weights = down.weights.data(), warp.first_node = down.first.data();
    }
    for (int64_t k = first; k < last; ++k) {
      const Chance chance(seed, which[k], variants[k]);
      place(movement(ranges, chance), warp);
      if (limit > 0) draw_nodes(chance, limit, nodes, drawn.data());
      warp.image = from.images + which[k] * pixels, warp.to = to + k * pixels;
      kernels.warp(warp);
      if (ranges.noise > 0) invert(chance, ranges.noise, pixels, warp.to);
    }
  });
}

void transform(const Kernels& kernels, const Pictures& from, int64_t count, const Movement& move, int threads,
               uint8_t* to) {
  const int pixels = from.rows * from.columns;
  share_out(count, threads, [&](int64_t first, int64_t last) {
    std::vector<float> scratch(warp_scratch(from.rows, from.columns, 0));
    Warp warp{};
    warp.rows = from.rows, warp.columns = from.columns, warp.scratch = scratch.data();
    place(move, warp);
    for (int64_t k = first; k < last; ++k) {
      warp.image = from.images + k * pixels, warp.to = to + k * pixels;
      kernels.warp(warp);
    }
  });
}

}  // namespace lenet

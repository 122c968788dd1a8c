#include "pictures/distort.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "network/team.h"

namespace lenet {

namespace {

constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;

// The finaliser of splitmix64 (Steele, Lea and Flood 2014).
uint64_t mix(uint64_t z) {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

// The numbers of one picture. Each has its own place, so that a range more or less leaves the other numbers as they are.
class Chance {
 public:
  Chance(uint64_t seed, uint64_t image, uint64_t variant)
      : key_(mix(mix(mix(seed + kGolden) + image + kGolden) + variant + kGolden)) {}

  uint64_t bits(uint64_t place) const { return mix(key_ + (place + 1) * kGolden); }
  // Uniform from -1 to below 1.
  double around_zero(uint64_t place) const { return static_cast<double>(bits(place) >> 11) * 0x1p-52 - 1; }

 private:
  uint64_t key_;
};

constexpr uint64_t kNodes = uint64_t{1} << 32, kPixels = uint64_t{1} << 48;  // the places of these numbers begin here

Movement movement(const Ranges& ranges, const Chance& chance) {
  return {ranges.translation * chance.around_zero(0),     ranges.translation * chance.around_zero(1),
          std::exp(ranges.scale * chance.around_zero(2)), ranges.rotation * chance.around_zero(3),
          std::exp(ranges.squeeze * chance.around_zero(4)), ranges.shear * chance.around_zero(5)};
}

// The cubic B-splines that are not 0 at each of `count` pixels: a node `spacing` pixels, the middle of both the same.
struct Splines {
  int nodes = 0;
  std::vector<int32_t> first;
  std::vector<float> weights;  // [count][4]

  Splines(int count, double spacing) : nodes(std::max(4, static_cast<int>(std::ceil((count - 1) / spacing)) + 3)) {
    for (int k = 0; k < count; ++k) {
      const double place = (k - 0.5 * (count - 1)) / spacing + 0.5 * (nodes - 1);
      const int node = std::min(static_cast<int>(place), nodes - 3);
      const double t = place - node, s = 1 - t;
      first.push_back(node - 1);
      for (double weight : {s * s * s, 4 - 6 * t * t + 3 * t * t * t, 4 - 6 * s * s + 3 * s * s * s, t * t * t})
        weights.push_back(static_cast<float>(weight / 6));
    }
  }

  // [node][padded(pixels)]
  std::vector<float> spread() const {
    const size_t count = first.size(), run = padded(static_cast<int>(count));
    std::vector<float> all(nodes * run);
    for (size_t k = 0; k < count; ++k)
      for (int t = 0; t < 4; ++t) all[(first[k] + t) * run + k] = weights[4 * k + t];
    return all;
  }
};

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

// p -> center + translation + A (p - center) with A = rotation x shear x squeeze x scale; the warp is given A's inverse.
// y runs down: a turn to the left takes (1, 0) to (cos, -sin), and a shear to the right moves to the right what is above.
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
  run_team(static_cast<int>(members), [&](int member) { work(count * member / members, count * (member + 1) / members); });
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

void transform(const Kernels& kernels, const Pictures& from, int64_t count, const Movement& move, int threads, uint8_t* to) {
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

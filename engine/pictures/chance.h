// The random numbers of a picture, counted and not drawn in turn: each depends on nothing but its own place.
#pragma once

#include <cstdint>

namespace lenet {

constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;

// The finaliser of splitmix64 (Steele, Lea and Flood 2014).
inline uint64_t mix(uint64_t z) {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

// The numbers of one picture. Each has its own place, so that a range more or less leaves the other numbers as they
// are.
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

}  // namespace lenet

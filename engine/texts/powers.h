// Powers of two, to which sums over paths are scaled so that no double overflows.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace lenet {

constexpr double kLog2 = 0.69314718055994531;

// 2^n of a whole n; below the least that a double can be it is 0, above the greatest that one.
inline double power_of_2(double n) {
  if (n < -1022) return 0;
  return std::bit_cast<double>(static_cast<uint64_t>(1023 + static_cast<int>(std::min(n, 1023.0))) << 52);
}

}  // namespace lenet

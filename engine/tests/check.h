// Counting checks, random numbers, and memory of exactly a size.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <memory>
#include <random>
#include <string>

namespace lenet::tests {

inline int passed = 0, failed = 0;

inline void check(bool holds, const std::string& what) {
  holds ? ++passed : ++failed;
  if (!holds) std::fprintf(stderr, "FAILED: %s\n", what.c_str());
}

// Every run draws the same.
inline std::mt19937 chance(20240229);

inline int any(int low, int high) { return std::uniform_int_distribution<int>(low, high)(chance); }
inline float number() { return std::uniform_real_distribution<float>(-1, 1)(chance); }
template <class T>
T one_of(std::initializer_list<T> choices) {
  return choices.begin()[any(0, static_cast<int>(choices.size()) - 1)];
}

// Exactly so many floats on the heap: AddressSanitizer sees a read or write of one more.
struct Buffer {
  size_t count;
  std::unique_ptr<float[]> data;

  explicit Buffer(size_t n, bool random = true) : count(n), data(new float[n]()) {
    for (size_t k = 0; random && k < n; ++k) data[k] = number();
  }
  Buffer(const Buffer& other) : count(other.count), data(new float[other.count]) {
    std::copy_n(other.get(), count, get());
  }
  float* get() const { return data.get(); }
  float& operator[](size_t k) const { return data[k]; }
};

inline bool close(double got, double wanted, double tolerance = 1e-4) {
  return std::abs(got - wanted) <= tolerance * std::max(1.0, std::abs(wanted));
}

inline bool close(const Buffer& got, const Buffer& wanted, double tolerance = 1e-4) {
  for (size_t k = 0; k < got.count; ++k)
    if (!close(got[k], wanted[k], tolerance)) return false;
  return got.count == wanted.count;
}

}  // namespace lenet::tests

// numpy arrays as arguments and as answers.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lenet {

namespace nb = nanobind;

template <class T, class... Shape>
using InputArray = nb::ndarray<const T, nb::c_contig, nb::device::cpu, Shape...>;

using FloatArray = InputArray<float>;
using LabelArray = InputArray<int32_t>;
using OutputArray = nb::ndarray<nb::numpy, float, nb::c_contig>;

// An array argument: of exactly this type, for a conversion would cut labels such as 0.7 down and copy large data
// unseen.
inline auto array(const char* name) { return nb::arg(name).noconvert(); }

// A new numpy array; its numbers are still to be written.
template <class Array = OutputArray>
Array new_array(const std::vector<size_t>& shape) {
  using Number = typename Array::Scalar;
  size_t count = 1;
  for (size_t size : shape) count *= size;
  Number* data = new Number[count];
  nb::capsule owner(data, [](void* p) noexcept { delete[] static_cast<Number*>(p); });
  return Array(data, shape.size(), shape.data(), owner);
}

}  // namespace lenet

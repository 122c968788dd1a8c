// distort, transform and affine in Python: pictures drawn anew.
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>

#include <stdexcept>
#include <string>
#include <tuple>

#include "bindings/expect.h"
#include "bindings/pictures_checks.h"
#include "bindings/python/arrays.h"
#include "bindings/python/bindings.h"
#include "kernels/dispatch.h"
#include "pictures/affine.h"
#include "pictures/distort.h"

namespace lenet {

namespace {

using ImageArray = InputArray<uint8_t, nb::ndim<3>>;
using PlaneArray = InputArray<float, nb::ndim<4>>;
using MapArray = InputArray<double, nb::ndim<2>>;
using NumberArray = InputArray<int64_t, nb::ndim<1>>;
using NewImages = nb::ndarray<nb::numpy, uint8_t, nb::ndim<3>, nb::c_contig>;

// (translation, scale, rotation, squeeze, shear, elastic, spacing, noise), in the units of Ranges
using RangesTuple = std::tuple<double, double, double, double, double, double, double, double>;

// (right, down, scale, turn, ratio, shear), in the units of Movement
using MovementTuple = std::tuple<double, double, double, double, double, double>;

Pictures pictures(const ImageArray& images) {
  for (size_t axis : {1, 2}) check_side(static_cast<int64_t>(images.shape(axis)));
  return {images.data(), static_cast<int>(images.shape(1)), static_cast<int>(images.shape(2))};
}

NewImages new_images(size_t count, const Pictures& like) {
  return new_array<NewImages>({count, static_cast<size_t>(like.rows), static_cast<size_t>(like.columns)});
}

NewImages distorted(const ImageArray& images, const NumberArray& which, const NumberArray& variants, uint64_t seed,
                    const RangesTuple& given, int threads, const std::string& instructions) {
  const Kernels& kernels = kernels_named(instructions);
  const Pictures from = pictures(images);
  const auto [translation, scale, rotation, squeeze, shear, elastic, spacing, noise] = given;
  const Ranges ranges{translation, scale, rotation, squeeze, shear, elastic, spacing, noise};
  check_ranges(ranges);
  const int64_t count = static_cast<int64_t>(which.size());
  check_chosen(static_cast<int64_t>(images.shape(0)), {which.data(), which.size()},
               static_cast<int64_t>(variants.size()));
  NewImages made = new_images(count, from);
  nb::gil_scoped_release released;
  distort(kernels, from, count, which.data(), variants.data(), seed, ranges, threads, made.data());
  return made;
}

NewImages transformed(const ImageArray& images, const MovementTuple& given, int threads,
                      const std::string& instructions) {
  const Kernels& kernels = kernels_named(instructions);
  const Pictures from = pictures(images);
  const auto [right, down, scale, turn, ratio, shear] = given;
  const Movement movement{right, down, scale, turn, ratio, shear};
  check_movement(movement);
  NewImages made = new_images(images.shape(0), from);
  nb::gil_scoped_release released;
  transform(kernels, from, static_cast<int64_t>(images.shape(0)), movement, threads, made.data());
  return made;
}

Beyond beyond_named(const std::string& name) {
  if (name == "nearest") return Beyond::nearest;
  if (name == "constant") return Beyond::constant;
  if (name == "reflect") return Beyond::reflect;
  if (name == "wrap") return Beyond::wrap;
  throw std::invalid_argument("expected nearest, constant, reflect or wrap");
}

OutputArray moved_affinely(const PlaneArray& images, const MapArray& maps, const std::string& beyond, double value,
                           bool linear, int threads) {
  for (size_t axis : {1, 2, 3}) check_side(static_cast<int64_t>(images.shape(axis)));
  expect(maps.shape(0) == images.shape(0) && maps.shape(1) == 6, "expected six numbers for each image");
  const Affine affine{static_cast<int>(images.shape(1)),
                      static_cast<int>(images.shape(2)),
                      static_cast<int>(images.shape(3)),
                      beyond_named(beyond),
                      value,
                      linear};
  OutputArray made = new_array({images.shape(0), images.shape(1), images.shape(2), images.shape(3)});
  nb::gil_scoped_release released;
  move_affinely(affine, images.data(), maps.data(), static_cast<int64_t>(images.shape(0)), threads, made.data());
  return made;
}

}  // namespace

void bind_pictures(nb::module_& module) {
  module.def("distort", &distorted, array("images"), array("which"), array("variants"), nb::arg("seed"),
             nb::arg("ranges"), nb::arg("threads") = 1, nb::arg("instructions") = "");
  module.def("transform", &transformed, array("images"), nb::arg("movement"), nb::arg("threads") = 1,
             nb::arg("instructions") = "");
  module.def("affine", &moved_affinely, array("images"), array("maps"), nb::arg("beyond"), nb::arg("value"),
             nb::arg("linear"), nb::arg("threads") = 1);
}

}  // namespace lenet

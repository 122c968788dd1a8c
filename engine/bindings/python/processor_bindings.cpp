// What this processor has: instruction sets, and the most that its kernels could do.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "bindings/python/bindings.h"
#include "kernels/dispatch.h"
#include "network/team.h"

namespace nb = nanobind;

namespace lenet {

namespace {

// Multiply-adds a second of so many threads at once, times two: floating-point operations a second.
double peak(int threads, const std::string& instructions) {
  const Kernels& kernels = kernels_named(instructions);
  nb::gil_scoped_release released;
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    std::vector<double> done(threads);
    const auto start = std::chrono::steady_clock::now();
    run_team(threads, [&](int member) { done[member] = kernels.multiply_add(10'000'000); });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    double total = 0;
    for (double count : done) total += count;
    best = std::max(best, 2 * total / seconds.count());
  }
  return best;
}

}  // namespace

void bind_processor(nb::module_& module) {
  module.def("instruction_sets", [] {
    std::vector<std::string> names;
    for (const Kernels* kernels : available_kernels()) names.emplace_back(kernels->name);
    return names;
  });
  module.def("peak", &peak, nb::arg("threads") = 1, nb::arg("instructions") = "");
}

}  // namespace lenet

// The gradient against differences of the loss; second derivatives against those of single samples.
#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/dispatch.h"
#include "tests/network/architectures.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// The gradient against differences of the loss, for some parameters.
void test_differences(const Kernels& kernels, const Architecture& a) {
  for (int count : {2, 19}) {
    Network network(kernels, a.input, a.layers);
    start(network, 3);
    const Data data(count, network);
    float* parameters = network.parameters().data();
    const int last = static_cast<int>(network.parameters().size()) - 1;
    for (const Recipe& recipe : recipes_for(a)) {
      network.loss_and_gradient(data.x.get(), data.targets(true), count, recipe.objective);
      double product = 0, scale = 0;  // along one random direction, so that single bends of relu do not matter
      const Buffer direction(network.parameters().size());
      each_without_gradient(network, [&](int64_t k) { direction[k] = 0; });
      for (int k = 0; k <= last; ++k) {
        product += static_cast<double>(direction[k]) * network.gradient().data()[k];
        scale += std::abs(static_cast<double>(direction[k]) * network.gradient().data()[k]);
      }
      const Buffer kept(network.parameters().size(), false);
      std::copy_n(parameters, kept.count, kept.get());
      const auto loss_at = [&](float step) {
        for (int k = 0; k <= last; ++k) parameters[k] = kept[k] + step * direction[k];
        if (trains_otherwise(a))
          return network.loss_and_gradient(data.x.get(), data.targets(true), count, recipe.objective);
        return network.evaluate(data.x.get(), data.targets(true), count, recipe.objective, 2).loss / count;
      };
      const float step = 1.0f / 2048;
      const double difference = (loss_at(step) - loss_at(-step)) / (2 * step);
      loss_at(0);
      check(std::abs(difference - product) <= 0.02 * scale + 1e-3,
            "loss_and_gradient: " + std::to_string(product) + ", by differences " + std::to_string(difference));
    }
  }
}

// Of many samples it is the mean of each alone, never below 0, and 0 where there is no connection.
void test_second_derivatives(const Kernels& kernels, const Architecture& a) {
  Network network(kernels, a.input, a.layers);
  start(network, 15);
  const Data data(19, network);
  const size_t values = network.input().values(), units = network.output().values(),
               parameters = network.parameters().size();
  for (const Recipe& recipe : recipes_for(a)) {
    const Buffer wanted(parameters, false), got(parameters, false);
    const Targets all = data.targets(true);
    for (int k = 0; k < data.count; ++k) {
      network.curvature(data.x.get() + k * values, {all.labels + k, all.values + k * units, all.weights + k}, 1,
                        recipe.objective);
      for (size_t p = 0; p < parameters; ++p) wanted[p] += network.second_moments().data()[p] / data.count;
    }
    network.curvature(data.x.get(), all, data.count, recipe.objective);
    std::copy_n(network.second_moments().data(), parameters, got.get());
    check(close(got, wanted, 1e-4), "curvature: the mean over the samples");
    const auto [least, most] = std::minmax_element(got.get(), got.get() + parameters);
    const bool certain = units == 1 && recipe.objective.loss != Loss::mse;  // of one class: nothing curves
    check(*least >= 0 && (*most > 0 || certain),
          "curvature: from " + std::to_string(*least) + " to " + std::to_string(*most));
    for (const Layer& layer : network.layers())
      for (size_t k = 0; k < layer.connected.size(); ++k)
        check(layer.connected[k] != 0 || got[layer.kernel_at + k] == 0, "curvature: 0 where there is no connection");
  }
}

}  // namespace

void test_gradients() {
  for (const Kernels* kernels : available_kernels()) {
    for (const Architecture& a : architectures()) {
      test_differences(*kernels, a);
      const bool curved = std::all_of(a.layers.begin(), a.layers.end(),
                                      [](const LayerSpec& spec) { return has_curvature(spec); });
      if (!reads_strings(a.layers) && curved) test_second_derivatives(*kernels, a);
    }
  }
}

}  // namespace lenet::tests

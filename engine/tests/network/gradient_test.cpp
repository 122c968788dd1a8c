// The gradient against differences of the loss; second derivatives against those of single samples.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

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

// A bias is added to every sum of its channel or unit: its gradient is their errors added up.
void test_errors(const Kernels& kernels, const Architecture& a) {
  for (int count : {1, 2, 19}) {
    Network network(kernels, a.input, a.layers);
    start(network, 21);
    const Data data(count, network);
    std::vector<Buffer> errors;
    std::vector<float*> places;
    for (const Layer& layer : network.layers()) errors.emplace_back(count * layer.out.values());
    for (const Buffer& error : errors) places.push_back(error.get());
    for (const Recipe& recipe : recipes_for(a)) {
      network.errors(data.x.get(), data.targets(true), count, recipe.objective, places);
      network.loss_and_gradient(data.x.get(), data.targets(true), count, recipe.objective);
      for (size_t l = 0; l < errors.size(); ++l) {
        const Layer& layer = network.layers()[l];
        const bool adds =
            layer.has_units() || layer.spec.kind == Kind::conv2d || layer.spec.kind == Kind::subsampling2d;
        if (!adds || layer.spec.kind == Kind::rbf || !layer.spec.bias) continue;
        const int channels = layer.out.channels;
        std::vector<double> sums(channels), sizes(channels);
        for (size_t k = 0; k < errors[l].count; ++k) {
          sums[k % channels] += errors[l][k];
          sizes[k % channels] += std::abs(errors[l][k]);
        }
        for (int c = 0; c < channels; ++c)
          check(std::abs(sums[c] - network.gradient().data()[layer.bias_at + c]) <= 1e-5 * sizes[c] + 1e-7,
                "errors: add up to the gradient of the bias");
      }
    }
  }
}

bool is_refused(Network& network, const Data& data) {
  try {
    network.errors(data.x.get(), data.targets(false), data.count, {Loss::mse}, {});
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

// Errors do not reach every layer where the first do not learn, nor as the network answers past batch normalization.
void test_refuses_errors(const Kernels& kernels) {
  LayerSpec fixed = conv(3, 3, 3, false, true, Activation::tanh);
  fixed.trainable = false;
  const LayerSpec first = conv(3, 3, 3, false, true, Activation::tanh), last = dense(4, Activation::linear);
  Network below(kernels, {6, 6, 1}, {fixed, kFlatten, last});
  Network between(kernels, {6, 6, 1}, {first, normalised(true, true), kFlatten, last});
  const Data data(1, below);
  check(is_refused(below, data) && is_refused(between, data), "errors: refused where they do not reach");
}

// Whether errors reach every layer, and are those of training.
bool passes_errors(const Network& network, const Architecture& a) {
  if (trains_otherwise(a)) return false;
  for (const Layer& layer : network.layers())
    if (layer.meets()) return false;
  return network.layers().front().learns();
}

}  // namespace

void test_gradients() {
  for (const Kernels* kernels : available_kernels()) {
    for (const Architecture& a : architectures()) {
      test_differences(*kernels, a);
      if (passes_errors(Network(*kernels, a.input, a.layers), a)) test_errors(*kernels, a);
      const bool curved =
          std::all_of(a.layers.begin(), a.layers.end(), [](const LayerSpec& spec) { return has_curvature(spec); });
      if (!reads_strings(a.layers) && curved) test_second_derivatives(*kernels, a);
    }
    test_refuses_errors(*kernels);
  }
}

}  // namespace lenet::tests

// Training: the same bytes on any number of threads; where it stops.
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "kernels/dispatch.h"
#include "tests/network/architectures.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

// Everything that training changes, as bytes.
std::string state(const Network& network) {
  std::string bytes;
  for (const Floats* floats :
       {&network.parameters(), &network.first_moments(), &network.second_moments(), &network.third_moments()})
    bytes.append(reinterpret_cast<const char*>(floats->data()), floats->size() * sizeof(float));
  return bytes;
}

std::string trained(const Kernels& kernels, const Architecture& a, const Recipe& recipe, const Data& data, int batch,
                    int threads) {
  Network network(kernels, a.input, a.layers);
  start(network, 5);
  network.set_arrays(arrays_for(network));
  if (recipe.optimizer == Optimizer::diagonal_lm)
    network.curvature(data.x.get(), data.targets(true), data.count, recipe.objective);
  const std::vector<double> rates((data.count + batch - 1) / batch, 0.01);
  for (int epoch = 0; epoch < 2; ++epoch) {
    const Progress progress = network.train(data.x.get(), data.targets(true), data.order.data(), data.count, batch,
                                            rates.data(), recipe, threads, [](const Progress&) { return true; });
    check(progress.finite && progress.samples == data.count && std::isfinite(progress.loss),
          "train: finite and complete");
  }
  Network untrained(kernels, a.input, a.layers);
  start(untrained, 5);
  each_fixed(network, [&](int64_t k) {
    check(network.parameters().data()[k] == untrained.parameters().data()[k], "train: what is fixed stays");
  });
  check(network.updates == 2 * static_cast<int64_t>(rates.size()), "train: updates are counted");
  return state(network);
}

void test_threads(const Kernels& kernels, const Architecture& a) {
  const Network shapes(kernels, a.input, a.layers);
  for (const Recipe& recipe : recipes_for(a))
    for (int batch : {1, 4, 16, 50}) {
      const Data data(batch == 1 ? 6 : 53, shapes);
      const std::string alone = trained(kernels, a, recipe, data, batch, 1);
      for (int threads : {2, 3, 5})
        check(trained(kernels, a, recipe, data, batch, threads) == alone,
              "train: the same bytes on " + std::to_string(threads) + " threads, " + kernels.name + ", batch " +
                  std::to_string(batch) + ", " + std::to_string(a.layers.size()) + " layers, optimizer " +
                  std::to_string(static_cast<int>(recipe.optimizer)));
    }
}

// What is dropped depends on the seed and on the step; answers drop nothing.
void test_chance(const Kernels& kernels) {
  const Architecture a{{6, 5, 2},
                       {dropout(0.5f), conv(4, 2, 2, false, true, Activation::tanh), dropout(0.5f), kFlatten,
                        dense(3, Activation::softmax)}};
  Recipe recipe = recipes_for(a)[0];
  const Data data(40, Network(kernels, a.input, a.layers));
  const std::string first = trained(kernels, a, recipe, data, 16, 2);
  check(trained(kernels, a, recipe, data, 16, 1) == first, "dropout: the same bytes from the same seed");
  recipe.seed = 1;
  check(trained(kernels, a, recipe, data, 16, 2) != first, "dropout: other bytes from another seed");
  Network network(kernels, a.input, a.layers);
  start(network, 5);
  const auto losses = [&](int64_t updates) {
    network.updates = updates;
    const std::vector<double> rates{0.0};
    const double loss = network
                            .train(data.x.get(), data.targets(false), data.order.data(), data.count, data.count,
                                   rates.data(), recipes_for(a)[2], 2, [](const Progress&) { return true; })
                            .loss;
    return std::pair{loss, network.evaluate(data.x.get(), data.targets(false), data.count, {Loss::mse}, 2).loss};
  };
  const auto one = losses(0), again = losses(0), other = losses(1);
  check(one == again, "dropout: the same step drops the same");
  check(one.first != other.first && one.second == other.second, "dropout: steps differ, and answers do not");
}

void test_stops(const Kernels& kernels, const Architecture& a) {
  for (int threads : {1, 3}) {
    Network network(kernels, a.input, a.layers);
    start(network, 11);
    const Data data(64, network);
    std::vector<int64_t> order(data.count);
    std::iota(order.begin(), order.end(), 0);
    data.x[40 * network.input().values()] = NAN;
    const std::vector<double> rates(4, 0.01);
    const Progress progress = network.train(data.x.get(), data.targets(false), order.data(), 64, 16, rates.data(),
                                            recipes_for(a)[0], threads, [](const Progress&) { return true; });
    check(!progress.finite && progress.steps == 2 && network.updates == 2,
          "train: stops before the update that a NaN would spoil");
    const std::vector<int64_t> long_order(2'000'000, 0);
    const std::vector<double> long_rates(long_order.size() / 16, 0.0);
    const Progress stopped =
        network.train(data.x.get(), data.targets(false), long_order.data(), static_cast<int64_t>(long_order.size()), 16,
                      long_rates.data(), recipes_for(a)[0], threads, [](const Progress&) { return false; });
    check(stopped.finite && stopped.steps > 0 && stopped.steps < static_cast<int64_t>(long_rates.size()),
          "train: stops when the report says so");
  }
}

void test_nothing(const Kernels& kernels) {
  const Architecture a{{9, 10, 20},
                       {conv(64, 5, 5, false, true, Activation::tanh), kFlatten, dense(4, Activation::softmax)}};
  Network network(kernels, a.input, a.layers);
  start(network, 13);
  const float none = 0;
  check(network.loss_and_gradient(&none, {}, 0, {Loss::sparse_categorical_crossentropy}) == 0,
        "loss_and_gradient: of no samples");
  const Progress progress = network.train(&none, {}, nullptr, 0, 2'000'000'000, nullptr, recipes_for(a)[0], 4,
                                          [](const Progress&) { return true; });
  check(progress.finite && progress.steps == 0, "train: on no samples");
}

}  // namespace

void test_training() {
  for (const Kernels* kernels : available_kernels()) {
    for (const Architecture& a : architectures()) {
      test_threads(*kernels, a);
    }
    test_stops(*kernels, architectures()[1]);
    test_chance(*kernels);
    test_nothing(*kernels);
  }
}

}  // namespace lenet::tests

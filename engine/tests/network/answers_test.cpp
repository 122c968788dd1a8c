// predict, maps and evaluate: the same on any number of threads, and with shared parameters.
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "kernels/dispatch.h"
#include "tests/network/architectures.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

void test_predict_and_maps(const Kernels& kernels, const Architecture& a) {
  Network network(kernels, a.input, a.layers);
  start(network, 7);
  const size_t units = network.output().values();
  for (int count : {0, 1, 3, 5, 16, 37, 1}) {
    const Data data(count, network);
    std::vector<Buffer> maps;
    std::vector<float*> places;
    for (const Layer& layer : network.layers()) maps.emplace_back(count * layer.out.values());
    for (const Buffer& map : maps) places.push_back(map.get());
    network.maps(data.x.get(), count, places);
    for (int threads : {1, 2, 5}) {
      const Buffer answers(count * units);
      network.predict(data.x.get(), count, threads, answers.get());
      check(close(answers, maps.back(), 0), "predict: the last of the maps on any number of threads");
      const Objective objective{reads_strings(a.layers) ? Loss::ctc : Loss::mse};
      const Progress one = network.evaluate(data.x.get(), data.targets(false), count, objective, 1);
      const Progress some = network.evaluate(data.x.get(), data.targets(false), count, objective, threads);
      check(one.loss == some.loss && one.correct == some.correct && one.samples == count,
            "evaluate: the same on any number of threads");
    }
  }
}

void test_threads_at_once(const Kernels& kernels, const Architecture& a) {
  Network network(kernels, a.input, a.layers);
  start(network, 9);
  const Data data(40, network);
  const size_t values = network.input().values(), units = network.output().values();
  const Buffer wanted(data.count * units), got(data.count * units);
  const auto predict = [&](int first, const Buffer& to) {
    network.predict(data.x.get() + first * values, 10, 2, to.get() + first * units);
  };
  for (int first = 0; first < 40; first += 10) predict(first, wanted);
  std::vector<std::thread> callers;
  for (int first = 0; first < 40; first += 10)
    callers.emplace_back([&, first] {
      for (int n = 0; n < 5; ++n) predict(first, got);
    });
  for (std::thread& caller : callers) caller.join();
  check(close(got, wanted, 0), "predict: right from several threads at once");
}

// A network for answers alone has another's parameters: what it answers over the same and over larger samples.
void test_shared_parameters(const Kernels& kernels) {
  const std::vector<LayerSpec> layers{conv(7, 3, 4, false, true, Activation::tanh), pool(Kind::max_pooling2d, 2, 2),
                                      conv(70, 2, 3, false, true, Activation::relu),
                                      conv(3, 1, 1, false, false, Activation::linear)};
  auto network = std::make_unique<Network>(kernels, Shape{6, 9, 2}, layers);
  Network same(*network, {6, 9, 2}, layers, true), wide(*network, {6, 30, 2}, layers, true),
      own(kernels, {6, 30, 2}, layers);
  start(*network, 15);
  start(own, 15);
  for (int count : {1, 5, 37}) {
    const Data data(count, *network), wide_data(count, own);
    const Buffer wanted(count * network->output().values()), got(wanted);
    network->predict(data.x.get(), count, 1, wanted.get());
    same.predict(data.x.get(), count, 2, got.get());
    check(close(got, wanted, 0), "shared parameters: the same answers");
    const Buffer wide_wanted(count * own.output().values()), wide_got(wide_wanted);
    own.predict(wide_data.x.get(), count, 1, wide_wanted.get());
    wide.predict(wide_data.x.get(), count, 2, wide_got.get());
    check(close(wide_got, wide_wanted, 0), "shared parameters: the same answers over larger samples");
    const Objective objective{Loss::ctc};
    check(wide.evaluate(wide_data.x.get(), wide_data.targets(false), count, objective, 2).loss ==
              own.evaluate(wide_data.x.get(), wide_data.targets(false), count, objective, 1).loss,
          "shared parameters: the same loss");
  }
  network.reset();
  const Data data(3, own);
  const Buffer wanted(3 * own.output().values()), got(wanted);
  own.predict(data.x.get(), 3, 1, wanted.get());
  wide.predict(data.x.get(), 3, 1, got.get());
  check(close(got, wanted, 0), "shared parameters: they outlive the network they came from");
  bool thrown = false;
  try {
    Network(wide, {6, 9, 2}, {conv(700, 3, 4, false, true, Activation::tanh)}, true);
  } catch (const std::invalid_argument&) {
    thrown = true;
  }
  check(thrown, "shared parameters: refuses layers with more");
}

}  // namespace

void test_answers() {
  for (const Kernels* kernels : available_kernels()) {
    for (const Architecture& a : architectures()) {
      test_predict_and_maps(*kernels, a);
      test_threads_at_once(*kernels, a);
    }
    test_shared_parameters(*kernels);
  }
}

}  // namespace lenet::tests

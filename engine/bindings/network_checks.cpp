// Samples, targets, orders and rates that fit a network.
#include "bindings/network_checks.h"

#include <algorithm>

#include "bindings/expect.h"
#include "texts/ctc.h"

namespace lenet {

namespace {

// Strings of labels, each followed by blanks and short enough for the network's positions.
void check_strings(const Network& network, int64_t count, const GivenLabels& labels) {
  const Layer& last = network.layers().back();
  expect(last.spec.kind == Kind::conv2d && last.out.rows == 1,
         "expected a Conv2D that makes one row at the end for ctc");
  expect(labels.strings && labels.rows == count, "expected a row of labels a sample");
  const int room = labels.room;
  for (int64_t k = 0; k < count; ++k) {
    const int32_t* string = labels.data + k * room;
    const int length = string_length(string, room);
    for (int n = 0; n < room; ++n)
      expect(n < length ? string[n] >= 0 && string[n] < last.out.channels : string[n] == kBlank,
             "a label is not one of the network's classes, or comes after the padding");
    expect(positions_needed(string, length) <= last.out.columns, "a string needs more positions than the network has");
  }
}

void check_labels(const Network& network, int64_t count, const GivenLabels& labels) {
  expect(!labels.strings && labels.rows == count, "expected a label a sample");
  for (int64_t k = 0; k < count; ++k)
    expect(labels.data[k] >= 0 && labels.data[k] < network.output().values(),
           "a label is not one of the network's units");
}

// A Dense layer or Rbf at the end, or one row of classes for ctc.
void check_loss(const Network& network, Loss loss) {
  const Kind last = network.layers().back().spec.kind;
  expect(loss == Loss::ctc || !network.layers().back().on_planes, "expected features at the end to have a loss");
  expect(on_penalties(loss) == (last == Kind::rbf),
         "expected an RBF at the end for a loss on penalties, and no other loss for one");
}

int64_t size_of(const std::span<const float>& floats) { return static_cast<int64_t>(floats.size()); }

}  // namespace

int64_t checked_samples(const Network& network, int64_t floats) {
  expect(floats % network.input().values() == 0, "the samples do not have the network's input shape");
  return floats / network.input().values();
}

Targets checked_targets(const Network& network, int64_t count, const Objective& objective, const GivenTargets& given) {
  const Loss loss = objective.loss;
  const bool strings = loss == Loss::ctc;
  check_loss(network, loss);
  Targets targets;
  if (strings || on_penalties(loss) || loss == Loss::sparse_categorical_crossentropy) {
    expect(given.labels.has_value(), "expected labels");
    strings ? check_strings(network, count, *given.labels) : check_labels(network, count, *given.labels);
    targets.labels = given.labels->data;
    if (strings) targets.room = given.labels->room;
  } else {
    expect(given.values && size_of(*given.values) == count * network.output().values(),
           "expected a value a unit and sample");
    targets.values = given.values->data();
  }
  if (given.weights) {
    expect(size_of(*given.weights) == count, "expected a weight a sample");
    targets.weights = given.weights->data();
  }
  return targets;
}

void check_order(std::span<const int64_t> order, int64_t count) {
  expect(std::all_of(order.begin(), order.end(), [&](int64_t index) { return index >= 0 && index < count; }),
         "the order names a sample that is not there");
}

void check_steps(int64_t samples, int batch_size, int64_t rates) {
  expect(batch_size >= 1 && rates >= (samples + batch_size - 1) / batch_size,
         "expected a batch size of at least 1 and a learning rate a step");
}

void check_arrays(const Network& network, const Recipe& recipe) {
  expect(!recipe.clips_norms() || !network.arrays().empty(),
         "expected the parameter arrays whose gradients are clipped by their norm");
}

void check_learns(const Network& network) {
  expect(!network.for_answers_alone(), "expected a network to train, not one for answers alone");
}

void check_curvature(const Network& network, Loss loss) {
  constexpr Loss known[] = {Loss::sparse_categorical_crossentropy, Loss::categorical_crossentropy, Loss::mse,
                            Loss::maximum_likelihood, Loss::maximum_a_posteriori};
  expect(std::find(std::begin(known), std::end(known), loss) != std::end(known),
         "expected a loss with second derivatives: a cross-entropy, mse, or one on penalties");
  for (const Layer& layer : network.layers())
    expect(has_curvature(layer.spec), "expected layers with second derivatives");
}

}  // namespace lenet

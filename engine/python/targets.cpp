// Samples, labels, values and weights are checked before the engine reads from their pointers.
#include "python/targets.h"

#include <stdexcept>

#include "texts/ctc.h"

namespace lenet {

namespace {

// Strings of labels [count][room], each followed by blanks and short enough for the network's positions.
void check_strings(const Network& network, int64_t count, const LabelArray& labels) {
  const Layer& last = network.layers().back();
  if (last.spec.kind != Kind::conv2d || last.out.rows != 1)
    throw std::invalid_argument("expected a Conv2D that makes one row at the end for ctc");
  if (labels.ndim() != 2 || static_cast<int64_t>(labels.shape(0)) != count)
    throw std::invalid_argument("expected a row of labels a sample");
  const int room = static_cast<int>(labels.shape(1));
  for (int64_t k = 0; k < count; ++k) {
    const int32_t* string = labels.data() + k * room;
    const int length = string_length(string, room);
    for (int n = 0; n < room; ++n)
      if (n < length ? string[n] < 0 || string[n] >= last.out.channels : string[n] != kBlank)
        throw std::invalid_argument("a label is not one of the network's classes, or comes after the padding");
    if (positions_needed(string, length) > last.out.columns)
      throw std::invalid_argument("a string needs more positions than the network has");
  }
}

void check_labels(const Network& network, int64_t count, const LabelArray& labels) {
  if (labels.ndim() != 1 || static_cast<int64_t>(labels.size()) != count)
    throw std::invalid_argument("expected a label a sample");
  for (int64_t k = 0; k < count; ++k)
    if (labels.data()[k] < 0 || labels.data()[k] >= network.output().values())
      throw std::invalid_argument("a label is not one of the network's units");
}

// A Dense layer or Rbf at the end, or one row of classes for ctc.
void check_loss(const Network& network, Loss loss) {
  const Kind last = network.layers().back().spec.kind;
  expect(loss == Loss::ctc || !network.layers().back().on_planes, "expected features at the end to have a loss");
  expect(on_penalties(loss) == (last == Kind::rbf),
         "expected an RBF at the end for a loss on penalties, and no other loss for one");
}

}  // namespace

int64_t checked_samples(const Network& network, const FloatArray& samples) {
  if (samples.ndim() < 1 ||
      (samples.shape(0) && samples.size() / samples.shape(0) != static_cast<size_t>(network.input().values())))
    throw std::invalid_argument("the samples do not have the network's input shape");
  return static_cast<int64_t>(samples.shape(0));
}

Targets checked_targets(const Network& network, int64_t count, const Objective& objective, const Labels& labels,
                        const Values& values, const Values& weights) {
  const Loss loss = objective.loss;
  const bool strings = loss == Loss::ctc;
  check_loss(network, loss);
  Targets targets;
  if (strings || on_penalties(loss) || loss == Loss::sparse_categorical_crossentropy) {
    expect(labels.has_value(), "expected labels");
    strings ? check_strings(network, count, *labels) : check_labels(network, count, *labels);
    targets.labels = labels->data();
    if (strings) targets.room = static_cast<int>(labels->shape(1));
  } else {
    expect(values && static_cast<int64_t>(values->size()) == count * network.output().values(),
           "expected a value a unit and sample");
    targets.values = values->data();
  }
  if (weights) {
    expect(static_cast<int64_t>(weights->size()) == count, "expected a weight a sample");
    targets.weights = weights->data();
  }
  return targets;
}

}  // namespace lenet

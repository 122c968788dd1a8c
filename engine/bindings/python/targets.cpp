// numpy arrays as what the checks of a network take.
#include "bindings/python/targets.h"

#include "bindings/expect.h"

namespace lenet {

namespace {

GivenLabels given_labels(const LabelArray& labels) {
  if (labels.ndim() == 1) return {labels.data(), static_cast<int64_t>(labels.size())};
  if (labels.ndim() != 2) return {nullptr, -1};
  return {labels.data(), static_cast<int64_t>(labels.shape(0)), true, static_cast<int>(labels.shape(1))};
}

std::span<const float> span_of(const FloatArray& floats) { return {floats.data(), floats.size()}; }

}  // namespace

int64_t checked_samples(const Network& network, const FloatArray& samples) {
  expect(samples.ndim() >= 1 &&
             (!samples.shape(0) || samples.size() / samples.shape(0) == static_cast<size_t>(network.input().values())),
         "the samples do not have the network's input shape");
  return static_cast<int64_t>(samples.shape(0));
}

Targets checked_targets(const Network& network, int64_t count, const Objective& objective, const Labels& labels,
                        const Values& values, const Values& weights) {
  GivenTargets given;
  if (labels) given.labels = given_labels(*labels);
  if (values) given.values = span_of(*values);
  if (weights) given.weights = span_of(*weights);
  return checked_targets(network, count, objective, given);
}

}  // namespace lenet

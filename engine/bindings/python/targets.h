// What is wanted of the samples, from numpy arrays.
#pragma once

#include <cstdint>
#include <optional>

#include "bindings/network_checks.h"
#include "bindings/python/arrays.h"

namespace lenet {

using Labels = std::optional<LabelArray>;
using Values = std::optional<FloatArray>;

// How many samples there are. Throws std::invalid_argument for those of another shape than the network's input.
int64_t checked_samples(const Network&, const FloatArray& samples);

// Views of the arrays. Throws std::invalid_argument for what is missing, does not fit or would read other memory.
Targets checked_targets(const Network&, int64_t count, const Objective&, const Labels&, const Values&,
                        const Values& weights);

}  // namespace lenet

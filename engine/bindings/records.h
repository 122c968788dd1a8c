// The records that Python gives as tuples, and a page as their fields: layers (EngineLayer), losses (EngineLoss),
// optimizers (EngineOptimizer), parameter arrays (EngineArray).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "network/layer.h"
#include "network/parameter_array.h"
#include "network/recipe.h"

namespace lenet {

// (kind, units, rows, columns, same, bias, activation, trainable, connections, steps, curve, numbers, scale,
// whole_channels): steps (rows, columns, top, left, rows and columns of the output) or none, of a Reorder its axes, and
// up to three numbers of a curve, a Dropout's share, or a BatchNormalization's momentum and epsilon
using EngineLayer = std::tuple<std::string, int, int, int, bool, bool, std::string, bool, std::vector<std::vector<int>>,
                               std::vector<int>, std::string, std::vector<float>, bool, bool>;

// (name, scale, rubbish, from_logits, delta, alpha, gamma, factor, summed): see Objective
using EngineLoss = std::tuple<std::string, float, float, bool, float, float, float, float, bool>;

// (kind, momentum, nesterov, beta_1, beta_2, epsilon, mu, weight_decay, third, start, clip_value, clip_norm,
// global_norm)
using EngineOptimizer =
    std::tuple<std::string, float, bool, float, float, float, float, float, bool, float, float, float, float>;

// (at, count, l1, l2, non_negative, columns, low, high, rate)
using EngineArray = std::tuple<int64_t, int64_t, float, float, bool, int64_t, float, float, float>;

// Each throws std::invalid_argument for a name that the engine does not have.
std::vector<LayerSpec> specs_of(const std::vector<EngineLayer>&);
Objective objective_of(const EngineLoss&);
Recipe recipe_of(const Objective&, const EngineOptimizer&);
std::vector<ParameterArray> arrays_of(const std::vector<EngineArray>&);

}  // namespace lenet

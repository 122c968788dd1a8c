// The records that Python gives as tuples: layers (EngineLayer), losses (EngineLoss), optimizers (EngineOptimizer).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "network/layer.h"
#include "network/recipe.h"

namespace lenet {

// (kind, units, rows, columns, same, bias, activation, trainable, connections, steps, curve, numbers, scale,
// whole_channels): steps (rows, columns, top, left, rows and columns of the output) or none, and up to three numbers of a
// curve, a Dropout's share, or a BatchNormalization's momentum and epsilon
using EngineLayer = std::tuple<std::string, int, int, int, bool, bool, std::string, bool, std::vector<std::vector<int>>,
                               std::vector<int>, std::string, std::vector<float>, bool, bool>;

// (name, scale, rubbish): what penalties are multiplied by, and the penalty j of belonging to no class
using EngineLoss = std::tuple<std::string, float, float>;

// (kind, momentum, nesterov, beta_1, beta_2, epsilon, mu, weight_decay)
using EngineOptimizer = std::tuple<std::string, float, bool, float, float, float, float, float>;

// Each throws std::invalid_argument for a name that the engine does not have.
std::vector<LayerSpec> specs_of(const std::vector<EngineLayer>&);
Objective objective_of(const EngineLoss&);
Recipe recipe_of(const Objective&, const EngineOptimizer&);

}  // namespace lenet

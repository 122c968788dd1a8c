// The records that Python gives as tuples: layers (EngineLayer), losses (EngineLoss), optimizers (EngineOptimizer).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "network/layer.h"
#include "network/recipe.h"

namespace lenet {

// (kind, units, rows, columns, same, bias, activation, trainable, connections)
using EngineLayer =
    std::tuple<std::string, int, int, int, bool, bool, std::string, bool, std::vector<std::vector<int>>>;

// (name, scale, rubbish, from_logits, delta, alpha, gamma, factor, summed): see Objective
using EngineLoss = std::tuple<std::string, float, float, bool, float, float, float, float, bool>;

// (kind, momentum, nesterov, beta_1, beta_2, epsilon, mu, weight_decay)
using EngineOptimizer = std::tuple<std::string, float, bool, float, float, float, float, float>;

// Each throws std::invalid_argument for a name that the engine does not have.
std::vector<LayerSpec> specs_of(const std::vector<EngineLayer>&);
Objective objective_of(const EngineLoss&);
Recipe recipe_of(const Objective&, const EngineOptimizer&);

}  // namespace lenet

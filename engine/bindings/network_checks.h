// What a binding gives a network is checked before the engine reads from its pointers. Each throws
// std::invalid_argument for what is missing, does not fit or would read other memory.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "network/network.h"

namespace lenet {

// A label a sample, or with `strings` a row of `room` of them; rows < 0: neither.
struct GivenLabels {
  const int32_t* data;
  int64_t rows;
  bool strings = false;
  int room = 1;
};

// What is wanted of the samples, as far as it was given.
struct GivenTargets {
  std::optional<GivenLabels> labels = {};
  std::optional<std::span<const float>> values = {}, weights = {};
};

// How many samples so many floats are.
int64_t checked_samples(const Network&, int64_t floats);

Targets checked_targets(const Network&, int64_t count, const Objective&, const GivenTargets&);

// Each a place of one of `count` samples.
void check_order(std::span<const int64_t> order, int64_t count);

// A batch size, and a learning rate for each step on so many samples.
void check_steps(int64_t samples, int batch_size, int64_t rates);

// That the network has the arrays that the recipe clips by their norm.
void check_arrays(const Network&, const Recipe&);

// That the network learns, and answers not only.
void check_learns(const Network&);

// That layers and loss have second derivatives.
void check_curvature(const Network&, Loss);

}  // namespace lenet

// Networks of every kind of layer, samples for them, and the recipes to train them by.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "network/network.h"
#include "tests/check.h"
#include "tests/texts/strings.h"

namespace lenet::tests {

inline LayerSpec conv(int units, int rows, int columns, bool same, bool bias, Activation activation) {
  return {Kind::conv2d, units, rows, columns, same, bias, activation};
}
inline LayerSpec connected(int units, int rows, int columns, Activation activation,
                           std::vector<std::vector<int>> connections) {
  return {Kind::conv2d, units, rows, columns, false, true, activation, true, std::move(connections)};
}
inline LayerSpec pool(Kind kind, int rows, int columns) { return {kind, 0, rows, columns}; }
inline LayerSpec subsampling(int rows, int columns, bool bias, Activation activation) {
  return {Kind::subsampling2d, 0, rows, columns, false, bias, activation};
}
inline LayerSpec padding(int rows, int columns) { return {Kind::zero_padding2d, 0, rows, columns}; }
inline LayerSpec rbf(int units, bool trainable) {
  return {Kind::rbf, units, 0, 0, false, false, Activation::linear, trainable};
}
inline LayerSpec dense(int units, Activation activation, bool bias = true) {
  return {Kind::dense, units, 0, 0, false, bias, activation};
}
inline LayerSpec reorder(int rows, int columns, int channels, std::array<int, 3> axes) {
  LayerSpec spec{Kind::reorder, channels, rows, columns};
  spec.axes = axes;
  return spec;
}
inline const LayerSpec kFlatten{Kind::flatten};
inline LayerSpec windows(Kind kind, int rows, int columns, Steps steps) {
  LayerSpec spec = pool(kind, rows, columns);
  spec.steps = steps;
  return spec;
}
inline LayerSpec curved(Curve curve) {
  LayerSpec spec{Kind::activation};
  spec.curve = curve;
  return spec;
}
inline LayerSpec dropout(float rate, bool whole_channels = false) {
  LayerSpec spec{Kind::dropout};
  spec.rate = rate;
  spec.whole_channels = whole_channels;
  return spec;
}
// With beta and gamma, either, or none.
inline LayerSpec normalised(bool beta, bool gamma, bool trainable = true, Activation activation = Activation::linear) {
  LayerSpec spec{Kind::batch_normalization, 0, 0, 0, false, beta, activation, trainable};
  spec.momentum = 0.9f;
  spec.epsilon = 0.1f;
  spec.scale = gamma;
  return spec;
}

struct Architecture {
  Shape input;
  std::vector<LayerSpec> layers;
};

std::vector<Architecture> architectures();

inline bool reads_strings(const std::vector<LayerSpec>& layers) { return layers.back().kind == Kind::conv2d; }

constexpr int kRoom = 5;

// Samples on buffers of exactly their size.
struct Data {
  int count, room = 1;
  Buffer x, values, weights;
  std::vector<int32_t> labels;
  std::vector<int64_t> order;

  Data(int n, const Network& network)
      : count(n),
        x(n * network.input().values()),
        values(n * network.output().values()),
        weights(n),
        labels(n),
        order(n) {
    for (int32_t& label : labels) label = any(0, static_cast<int>(network.output().values()) - 1);
    if (network.layers().back().spec.kind == Kind::conv2d) {
      room = kRoom;
      labels.resize(n * room);
      for (int k = 0; k < n; ++k)
        draw_string(network.output().columns, network.output().channels, room, labels.data() + k * room);
    }
    for (size_t k = 0; k < n * network.output().values(); ++k) values[k] = std::abs(values[k]);
    for (int k = 0; k < n; ++k) weights[k] = 1.5f + weights[k];
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), chance);
  }

  Targets targets(bool weighted) const {
    return {labels.data(), values.get(), weighted ? weights.get() : nullptr, room};
  }
};

// Calls f(k) for each parameter that training does not change: those of an Rbf that is fixed, those of connections that
// are not.
template <class F>
void each_fixed(const Network& network, F f) {
  for (const Layer& layer : network.layers())
    for (int64_t k = 0; k < layer.parameters; ++k)
      if (!layer.spec.trainable || (k < static_cast<int64_t>(layer.connected.size()) && layer.connected[k] == 0))
        f(layer.kernel_at + k);
}

// Calls f(k) for each parameter without a gradient: those, and the moving moments, which training moves by itself.
template <class F>
void each_without_gradient(const Network& network, F f) {
  each_fixed(network, f);
  for (const Layer& layer : network.layers())
    for (int k = 0; layer.meets() && k < 2 * layer.in.channels; ++k) f(layer.moments_at() + k);
}

// Whether in training it does what it does not for answers.
bool trains_otherwise(const Architecture& a);

// Random parameters.
void start(Network& network, unsigned seed);

// The kernels and biases that training changes, with penalties and constraints.
std::vector<ParameterArray> arrays_for(const Network& network);

// Those that fit the last layer; the first is Adam.
const std::vector<Recipe>& recipes_for(const Architecture& a);

}  // namespace lenet::tests

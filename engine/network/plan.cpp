// The places of planes, of convolution taps, and of what a chunk keeps for the updates.
#include "network/plan.h"

#include <algorithm>

namespace lenet {

Network::Plan::Plan(const Network& network, int lanes_)
    : lanes(lanes_), answers(static_cast<int>(network.output().values())) {
  place_planes(network);
  place_taps(network);
  place_chunk(network);
}

std::vector<int32_t> Network::Plan::taps_on(const Plane& plane, const LayerSpec& spec, int channels) const {
  std::vector<int32_t> found;
  for (int u = 0; u < spec.rows; ++u)
    for (int v = 0; v < spec.columns; ++v)
      for (int c = 0; c < channels; ++c)
        found.push_back(static_cast<int32_t>(c * plane.channel + u * plane.row + v * lanes));
  return found;
}

void Network::Plan::place_taps(const Network& network) {
  taps.resize(network.layers_.size());
  gradient_taps.resize(network.layers_.size());
  for (size_t l = 0; l < network.layers_.size(); ++l) {
    const Layer& layer = network.layers_[l];
    if (layer.spec.kind != Kind::conv2d) continue;
    taps[l] = taps_on(planes[l], layer.spec, layer.in.channels);
    gradient_taps[l] = taps_on(planes[l + 1], layer.spec, layer.out.channels);
  }
}

// A plane has margins of zeros: as wide as the padding of the convolution that reads it, or as the reach of the one
// that made it, whose input gradient reads beyond the edges.
void Network::Plan::place_planes(const Network& network) {
  const auto& layers = network.layers_;
  size_t planes_count = 0;
  while (planes_count < layers.size() && layers[planes_count].on_planes) ++planes_count;
  for (size_t p = 0; p <= planes_count; ++p) {
    const Shape shape = p ? layers[p - 1].out : network.input_;
    int rows = 0, columns = 0;
    for (size_t l : {p - 1, p})
      if (l < layers.size() && layers[l].spec.kind == Kind::conv2d && (l + 1 == p || layers[l].spec.same)) {
        rows = std::max(rows, layers[l].spec.rows - 1);
        columns = std::max(columns, layers[l].spec.columns - 1);
      }
    Plane plane;
    const int run = padded(shape.columns * lanes), margin = columns * lanes;
    plane.row = padded(run + 2 * margin);
    plane.channel = plane.row * (shape.rows + 2 * rows);
    plane.size = plane.channel * shape.channels;
    plane.begin = reserve(workspace, plane.size);
    plane.at = plane.begin + rows * plane.row + margin;
    planes.push_back(plane);
  }
}

void Network::Plan::place_chunk(const Network& network) {
  reserve(chunk, network.for_answers_alone_ ? 0 : network.plane_parameters_);
  features.resize(network.layers_.size() + 1);
  deltas.resize(network.layers_.size());
  for (size_t l = 0; l < network.layers_.size(); ++l) {
    const Layer& layer = network.layers_[l];
    if (layer.spec.kind == Kind::conv2d)
      largest_kernel = std::max(largest_kernel, static_cast<size_t>(layer.parameters));
    if (layer.spec.kind == Kind::conv2d && is_packed(layer))
      packed = std::max(packed, static_cast<size_t>(layer.spec.rows) * layer.spec.columns *
                                    std::max(layer.in.channels, layer.out.channels) * kPackedChannels);
    if (layer.spec.kind == Kind::conv2d && lanes == 1)
      scratch = std::max(scratch, static_cast<size_t>(layer.out.rows) * layer.out.columns * padded(layer.out.channels));
    if (layer.spec.steps.rows)
      scratch = std::max(scratch, static_cast<size_t>(layer.in.rows) * layer.in.columns * lanes);
    if (layer.on_planes) continue;
    widest = std::max(widest, static_cast<size_t>(layer.out.values()) * lanes);
    if (layer.spec.kind == Kind::flatten) continue;
    features[l] = reserve(chunk, layer.in.values() * lanes);
    if (!layer.has_units()) continue;
    largest_block = std::max(largest_block, static_cast<size_t>(layer.spec.units) * kBlockRows);
    if (layer.spec.kind == Kind::rbf) largest_block = std::max(largest_block, static_cast<size_t>(layer.parameters));
    deltas[l] = reserve(chunk, static_cast<size_t>(lanes) * padded(layer.spec.units));
  }
  features.back() = reserve(chunk, network.output().values() * lanes);
  if (network.for_answers_alone_) largest_kernel = scratch = largest_block = 0;
}

}  // namespace lenet

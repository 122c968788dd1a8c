// The error at each layer: the gradient of the loss for what the layer adds up, before its activation.
#include <cstring>
#include <stdexcept>

#include "network/plan.h"

namespace lenet {

bool Network::has_errors() const {
  for (size_t l = 0; l < layers_.size(); ++l)
    if (layers_[l].meets() || (l > 0 && !learns_before(l))) return false;
  return true;
}

// dE/d(sum) of layer l, where backward has left it: in the place of its planes, or in `delta`.
void Network::copy_error(Workspace& work, size_t l, int count, float* to) const {
  const Layer& layer = layers_[l];
  const int lanes = work.plan.lanes;
  if (layer.on_planes) return copy_plane(work.view(l + 1), layer.out, lanes, count, to);
  copy_plane({work.delta, lanes, 0}, layer.out, lanes, count, to);
}

void Network::errors(const float* samples, const Targets& targets, int64_t count, Objective objective,
                     const std::vector<float*>& outputs) {
  if (!has_errors())
    throw std::invalid_argument("expected layers that learn, and no batch normalization among them, to have errors of");
  const Batch batch{samples, targets, nullptr, count, objective, nullptr};
  each_chunk(count, 1, [&](Workspace& work, int64_t first, int used) {
    float* chunk = work.chunk.data();
    const int k = static_cast<int>(first / work.plan.lanes);
    begin_chunk(work, batch, k);
    float* answers = forward(work, chunk, 0, layers_.size());
    end_chunk(work, batch, k, true, answers);
    std::memset(chunk, 0, plane_parameters_ * sizeof(float));
    work.delta = answers;
    for (size_t l = layers_.size(); l-- > 0;) {
      copy_error(work, l, used, outputs[l] + first * layers_[l].out.values());
      if (l > 0) backward(work, chunk, l, l + 1);
    }
  });
}

}  // namespace lenet

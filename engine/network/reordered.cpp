// A Reorder: the same values with their axes in another order, and then of another shape.
#include <cstring>

#include "network/plan.h"

namespace lenet {

namespace {

// move(from, to) with the lanes of each value of the output, in the order of its rows, columns and channels.
template <typename Move>
void each_value(const Layer& layer, int lanes, const View& x, const View& y, Move move) {
  const int sides[] = {layer.in.rows, layer.in.columns, layer.in.channels};
  const ptrdiff_t steps[] = {x.row, lanes, x.channel};
  const auto [p, q, r] = layer.spec.axes;
  int i = 0, j = 0, c = 0;
  for (int a = 0; a < sides[p]; ++a)
    for (int b = 0; b < sides[q]; ++b)
      for (int d = 0; d < sides[r]; ++d) {
        move(x.origin + a * steps[p] + b * steps[q] + d * steps[r], y.origin + c * y.channel + i * y.row + j * lanes);
        if (++c < layer.out.channels) continue;
        c = 0;
        if (++j < layer.out.columns) continue;
        j = 0;
        ++i;
      }
}

}  // namespace

void Network::forward_reorder(Workspace& work, size_t l) const {
  const int lanes = work.plan.lanes;
  each_value(layers_[l], lanes, work.view(l), work.view(l + 1),
             [=](const float* from, float* to) { std::memcpy(to, from, lanes * sizeof(float)); });
}

void Network::backward_reorder(Workspace& work, size_t l, Activation before) const {
  const int lanes = work.plan.lanes;
  each_value(layers_[l], lanes, work.view(l), work.view(l + 1), [=, this](float* x, float* dy) {
    kernels_.derive(before, lanes, x, dy);
    std::memcpy(x, dy, lanes * sizeof(float));
  });
}

}  // namespace lenet

// From the loss's gradient at the last layer back to every parameter's.
#include <cstring>

#include "network/plan.h"

namespace lenet {

namespace {

// turned[taps - 1 - t][o][c] = kernel[t][c][o]
void turn(int taps, int in, int out, const float* kernel, float* turned) {
  for (int t = 0; t < taps; ++t)
    for (int c = 0; c < in; ++c)
      for (int o = 0; o < out; ++o) turned[((taps - 1 - t) * out + o) * in + c] = kernel[(t * in + c) * out + o];
}

}  // namespace

// dx is the correlation of dy with the kernel turned by 180 degrees, its channels exchanged.
void Network::backward_conv(Workspace& work, size_t l, const float* parameters, Activation before,
                            float* gradient) const {
  const Layer& layer = layers_[l];
  const LayerSpec& spec = layer.spec;
  const int lanes = work.plan.lanes;
  if (layer.learns())
    kernels_.weight_gradient({layer.in.channels, layer.out.channels, spec.rows, spec.columns, work.plan.taps[l].data(),
                              layer.out.rows, layer.out.columns * lanes, lanes,
                              work.view(l).shifted(-layer.pad_top, -layer.pad_left * lanes), work.view(l + 1),
                              work.scratch.data(), gradient + layer.kernel_at,
                              spec.bias ? gradient + layer.bias_at : nullptr});
  for (size_t k = 0; layer.learns() && k < layer.connected.size(); ++k)
    gradient[layer.kernel_at + k] *= layer.connected[k];
  if (!learns_before(l)) return;
  const int taps = spec.rows * spec.columns, in = layer.in.channels, out = layer.out.channels;
  turn(taps, in, out, parameters + layer.kernel_at, work.turned.data());
  const int above = spec.rows - 1 - layer.pad_top, left = spec.columns - 1 - layer.pad_left;
  kernels_.correlate({in, spec.rows, spec.columns * out, work.plan.gradient_taps[l].data(), layer.in.rows,
                      layer.in.columns * lanes, -above, layer.out.rows, work.view(l + 1).shifted(-above, -left * lanes),
                      work.view(l), work.turned.data(), nullptr, before, true, work.packed_for(layer)});
}

// A layer that takes each value, or each channel, for itself: the curve, the mask and the moments are those of the pass
// forward. On planes x's gradient takes x's place, on features y's.
void Network::backward_elementwise(Workspace& work, size_t l, Activation before, float* chunk) const {
  const Layer& layer = layers_[l];
  Elements values = elements_of(work, l, chunk);
  if (!layer.on_planes) values.y.origin = work.delta;
  values.to = layer.on_planes ? values.x : values.y;
  values.before = before;
  if (layer.spec.kind == Kind::batch_normalization)
    return kernels_.normalise_gradient(normalised(work, l, Activation::linear), values);
  if (layer.spec.kind == Kind::dropout && work.pass.training)
    return kernels_.dropout_gradient(dropped(work, l), layer.spec.whole_channels ? values : row_of(values, layer));
  if (layer.spec.kind == Kind::noise && work.pass.training)
    return kernels_.noise_gradient(dropped(work, l), row_of(values, layer));
  if (layer.spec.kind == Kind::softmax) return kernels_.channel_softmax_gradient(values);
  kernels_.curve_gradient(layer.spec.curve, row_of(values, layer));
}

// What the zeros were given is dropped.
void Network::backward_padding(Workspace& work, size_t l, Activation before) const {
  const Layer& layer = layers_[l];
  const int run = layer.in.columns * work.plan.lanes;
  const View x = work.view(l), y = work.view(l + 1).shifted(layer.spec.rows, layer.spec.columns * work.plan.lanes);
  for (int c = 0; c < layer.in.channels; ++c)
    for (int i = 0; i < layer.in.rows; ++i) {
      float* to = x.origin + c * x.channel + i * x.row;
      float* dy = y.origin + c * y.channel + i * y.row;
      kernels_.derive(before, run, to, dy);
      std::memcpy(to, dy, run * sizeof(float));
    }
}

// A layer on planes, or the Flatten behind them: dE/d(sum) of layer l becomes the gradient of its parameters and, times
// the derivative of `before`, dE/d(sum) of the layer before.
void Network::backward_plane(Workspace& work, size_t l, const float* parameters, Activation before, bool curvature,
                             float* gradient) const {
  const Layer& layer = layers_[l];
  const LayerSpec& spec = layer.spec;
  if (spec.kind == Kind::conv2d) return backward_conv(work, l, parameters, before, gradient);
  if (spec.kind == Kind::zero_padding2d) return backward_padding(work, l, before);
  if (spec.kind == Kind::reorder) return backward_reorder(work, l, before);
  if (spec.kind == Kind::flatten)
    return kernels_.flatten_gradient(layer.in.channels, layer.in.rows, layer.in.columns, work.plan.lanes, work.delta,
                                     before, work.view(l));
  if (spec.steps.rows) return kernels_.pool_windows_gradient(windows_of(work, l, before));
  const bool scaled = spec.kind == Kind::subsampling2d;
  kernels_.pool_gradient({spec.kind == Kind::max_pooling2d, layer.out.channels, layer.out.rows, layer.out.columns,
                          spec.rows, spec.columns, layer.in.rows, layer.in.columns, work.plan.lanes, work.view(l),
                          work.view(l + 1), before, scaled ? parameters + layer.kernel_at : nullptr, nullptr,
                          scaled ? gradient + layer.kernel_at : nullptr,
                          scaled && spec.bias ? gradient + layer.bias_at : nullptr, curvature});
}

// A Dense or Rbf: keeps dE/d(sum), of which block_gradient makes its parameters' gradients; then dE/dx, the next
// `delta`.
void Network::backward_units(Workspace& work, size_t l, const float* parameters, float* chunk) const {
  const Layer& layer = layers_[l];
  const int lanes = work.plan.lanes, in = static_cast<int>(layer.in.values()), units = layer.spec.units;
  float* rows = chunk + work.plan.deltas[l];
  kernels_.transpose(units, lanes, work.delta, rows);
  if (!learns_before(l)) return;
  float* dx = work.deltas[work.delta == work.deltas[0].data()].data();
  const float* weights = parameters + layer.kernel_at;
  if (layer.spec.kind == Kind::rbf)
    kernels_.rbf_input_gradient({in, units, lanes, weights}, chunk + work.plan.features[l], work.delta, dx);
  else kernels_.dense_input_gradient({in, units, lanes, weights, nullptr}, lanes == 1 ? rows : work.delta, dx);
  work.delta = dx;
}

// The layers `to` - 1 down to `from`: from dE/d(sum) of the last of them to the gradient of all on planes, at the
// chunk's beginning, and to what the other gradients are summed from.
void Network::backward(Workspace& work, float* chunk, size_t from, size_t to) const {
  for (size_t l = to; l-- > from;) {
    const Layer& layer = layers_[l];
    const Activation before = activation_before(l);
    if (!layer.learns() && !learns_before(l)) return;
    if (is_elementwise(layer.spec.kind)) {
      backward_elementwise(work, l, before, chunk);
      continue;
    }
    if (!layer.has_units()) {
      backward_plane(work, l, parameters_->data(), before, false, chunk);
      continue;
    }
    backward_units(work, l, parameters_->data(), chunk);
    if (!learns_before(l)) return;
    kernels_.derive(before, layer.in.values() * work.plan.lanes, chunk + work.plan.features[l], work.delta);
  }
}

}  // namespace lenet

// Forward: from samples to the last layer's values, layer by layer.
#include <cstring>

#include "network/plan.h"

namespace lenet {

void Network::gather(Workspace& work, const float* const* samples) const {
  kernels_.gather(samples, input_.channels, input_.rows, input_.columns, work.plan.lanes, work.view(0));
}

namespace {

// y: x in a frame of zeros
void pad(const Layer& layer, int lanes, const View& x, const View& y) {
  const int left = layer.spec.columns * lanes, run = layer.in.columns * lanes;
  for (int c = 0; c < layer.out.channels; ++c)
    for (int i = 0; i < layer.out.rows; ++i) {
      float* to = y.origin + c * y.channel + i * y.row;
      const int row = i - layer.spec.rows;
      std::memset(to, 0, (run + 2 * left) * sizeof(float));
      if (row >= 0 && row < layer.in.rows)
        std::memcpy(to + left, x.origin + c * x.channel + row * x.row, run * sizeof(float));
    }
}

}  // namespace

// Of a layer that takes each value, or each channel, for itself: what it reads and what it makes.
Elements Network::elements_of(Workspace& work, size_t l, float* chunk) const {
  const Layer& layer = layers_[l];
  const int lanes = work.plan.lanes;
  if (layer.on_planes) {
    const View x = work.view(l), y = work.view(l + 1);
    return {layer.in.channels, layer.in.rows, layer.in.columns * lanes, lanes, x, y, y};
  }
  const ptrdiff_t unit = lanes;
  const View x{chunk + work.plan.features[l], unit, unit}, y{chunk + work.plan.features[l + 1], unit, unit};
  return {layer.in.channels, 1, lanes, lanes, x, y, y};
}

// The same values as one long row where they are features: for functions that do not ask for the channel.
Elements Network::row_of(const Elements& values, const Layer& layer) const {
  if (layer.on_planes) return values;
  Elements row = values;
  row.channels = 1;
  row.run = values.channels * values.lanes;
  return row;
}

void Network::forward_elementwise(Workspace& work, size_t l, float* chunk) const {
  const Layer& layer = layers_[l];
  const Elements values = elements_of(work, l, chunk);
  if (layer.spec.kind == Kind::batch_normalization)
    return kernels_.normalise(normalised(work, l, layer.spec.activation), values);
  if (layer.spec.kind == Kind::dropout && work.pass.training)
    return kernels_.dropout(dropped(work, l), layer.spec.whole_channels ? values : row_of(values, layer));
  if (layer.spec.kind == Kind::noise && work.pass.training)
    return kernels_.noise(dropped(work, l), row_of(values, layer));
  if (layer.spec.kind == Kind::softmax) return kernels_.channel_softmax(values);
  kernels_.curve(layer.spec.curve, row_of(values, layer));
}

void Network::forward_layer(Workspace& work, size_t l, float* chunk) const {
  const Layer& layer = layers_[l];
  const LayerSpec& spec = layer.spec;
  const int lanes = work.plan.lanes;
  const float* kernel = parameters_->data() + layer.kernel_at;
  const float* bias = spec.bias ? parameters_->data() + layer.bias_at : nullptr;
  switch (spec.kind) {
    case Kind::conv2d:
      return kernels_.correlate({layer.out.channels, spec.rows, spec.columns * layer.in.channels,
                                 work.plan.taps[l].data(), layer.out.rows, layer.out.columns * lanes, -layer.pad_top,
                                 layer.in.rows, work.view(l).shifted(-layer.pad_top, -layer.pad_left * lanes),
                                 work.view(l + 1), kernel, bias, spec.activation, false, work.packed_for(layer),
                                 parameters_->data() + plane_parameters_ + layer.convolution * work.soon_floats,
                                 work.soon_floats});
    case Kind::zero_padding2d: return pad(layer, lanes, work.view(l), work.view(l + 1));
    case Kind::average_pooling2d:
    case Kind::max_pooling2d:
    case Kind::subsampling2d: {
      if (spec.steps.rows) return kernels_.pool_windows(windows_of(work, l, Activation::linear));
      const bool scaled = spec.kind == Kind::subsampling2d;
      return kernels_.pool({spec.kind == Kind::max_pooling2d, layer.out.channels, layer.out.rows, layer.out.columns,
                            spec.rows, spec.columns, layer.in.rows, layer.in.columns, lanes, work.view(l),
                            work.view(l + 1), spec.activation, scaled ? kernel : nullptr, scaled ? bias : nullptr});
    }
    case Kind::reorder: return forward_reorder(work, l);
    case Kind::flatten:
      return kernels_.flatten(layer.in.channels, layer.in.rows, layer.in.columns, lanes, work.view(l),
                              chunk + work.plan.features[l + 1]);
    case Kind::dense:
      kernels_.dense({static_cast<int>(layer.in.values()), spec.units, lanes, kernel, bias},
                     chunk + work.plan.features[l], chunk + work.plan.features[l + 1]);
      return kernels_.activate(spec.activation, static_cast<size_t>(spec.units) * lanes,
                               chunk + work.plan.features[l + 1]);
    case Kind::rbf:
      return kernels_.rbf({static_cast<int>(layer.in.values()), spec.units, lanes, kernel},
                          chunk + work.plan.features[l], chunk + work.plan.features[l + 1]);
    case Kind::activation:
    case Kind::dropout:
    case Kind::noise:
    case Kind::softmax:
    case Kind::batch_normalization: return forward_elementwise(work, l, chunk);
  }
}

Windows Network::windows_of(const Workspace& work, size_t l, Activation before) const {
  const Layer& layer = layers_[l];
  const LayerSpec& spec = layer.spec;
  return {spec.kind == Kind::max_pooling2d,
          layer.in.channels,
          spec.rows,
          spec.columns,
          spec.steps,
          layer.in.rows,
          layer.in.columns,
          work.plan.lanes,
          work.view(l),
          work.view(l + 1),
          before,
          work.scratch.data()};
}

float* Network::forward(Workspace& work, float* chunk, size_t from, size_t to) const {
  for (size_t l = from; l < to; ++l) forward_layer(work, l, chunk);
  return chunk + work.plan.features.back();
}

// Forward with the softmax, which the losses do for themselves.
void Network::forward_all(Workspace& work, const float* samples, int64_t first, int used) const {
  const float* from[kLanes];
  for (int lane = 0; lane < work.plan.lanes; ++lane)
    from[lane] = samples + (first + (lane < used ? lane : 0)) * input_.values();
  gather(work, from);
  work.pass = Pass{};
  float* answers = forward(work, work.chunk.data(), 0, layers_.size());
  if (layers_.back().spec.activation == Activation::softmax)
    kernels_.softmax(static_cast<int>(output().values()), work.plan.lanes, answers);
}

}  // namespace lenet

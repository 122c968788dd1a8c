// The layers of a network: what is refused, their output shapes, and the places of their parameters.
#include "network/layer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lenet {

namespace {

Shape convolved(const Shape& in, const LayerSpec& spec) {
  if (spec.same) return {in.rows, in.columns, spec.units};
  return {in.rows - spec.rows + 1, in.columns - spec.columns + 1, spec.units};
}

Shape output_shape(const Shape& in, const LayerSpec& spec) {
  switch (spec.kind) {
    case Kind::zero_padding2d: return {in.rows + 2 * spec.rows, in.columns + 2 * spec.columns, in.channels};
    case Kind::conv2d: return convolved(in, spec);
    case Kind::average_pooling2d:
    case Kind::subsampling2d:
    case Kind::max_pooling2d:
      if (spec.steps.rows) return {spec.steps.out_rows, spec.steps.out_columns, in.channels};
      return {in.rows / spec.rows, in.columns / spec.columns, in.channels};
    case Kind::reorder: return {spec.rows, spec.columns, spec.units};
    case Kind::flatten: return {1, 1, static_cast<int>(in.values())};
    case Kind::dense:
    case Kind::rbf: return {1, 1, spec.units};
    case Kind::activation:
    case Kind::dropout:
    case Kind::noise:
    case Kind::softmax:
    case Kind::batch_normalization: return in;
  }
  throw std::invalid_argument("unknown layer");
}

bool has_window(Kind kind) {
  return kind == Kind::conv2d || kind == Kind::average_pooling2d || kind == Kind::max_pooling2d ||
         kind == Kind::subsampling2d;
}

bool is_permutation(std::array<int, 3> axes) {
  std::sort(axes.begin(), axes.end());
  return axes == std::array{0, 1, 2};
}

// What the passes over a network rely on: planes, then at most one Flatten, then features; a softmax or Rbf only at the
// end.
void check(const Shape& input, const std::vector<LayerSpec>& specs) {
  const auto expect = [](bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(what);
  };
  expect(input.rows > 0 && input.columns > 0 && input.channels > 0, "expected an input of at least one value");
  expect(!specs.empty(), "expected at least one layer");
  bool flat = false;
  for (const LayerSpec& spec : specs) {
    const bool units = spec.kind == Kind::dense || spec.kind == Kind::rbf, last = &spec == &specs.back();
    expect(flat == units || is_elementwise(spec.kind),
           units ? "expected a Flatten before a Dense layer" : "expected nothing on planes after a Flatten");
    expect(!has_window(spec.kind) || (spec.rows > 0 && spec.columns > 0),
           "expected a kernel or pool of at least one row and column");
    expect(spec.rows >= 0 && spec.columns >= 0, "expected no less than no padding");
    expect(!spec.steps.rows || (spec.kind != Kind::subsampling2d && spec.steps.rows > 0 && spec.steps.columns > 0),
           "expected a pooling that goes on by at least one row and column");
    expect(is_permutation(spec.axes), "expected a Reorder to name each axis once");
    expect(spec.activation != Activation::softmax || (flat && last && spec.kind != Kind::batch_normalization),
           "expected a softmax only in a last layer of features");
    expect(spec.kind != Kind::dropout || (spec.rate >= 0 && spec.rate < 1),
           "expected a share of values to drop from 0 to below 1");
    expect(spec.kind != Kind::rbf || (last && spec.activation == Activation::linear),
           "expected an RBF only as the last layer");
    flat = flat || spec.kind == Kind::flatten;
  }
}

// Kernel and bias of a layer; the coefficients of a Subsampling2D and the centers of an Rbf count as its kernel.
int64_t kernel_size(const LayerSpec& spec, const Shape& in) {
  switch (spec.kind) {
    case Kind::conv2d: return static_cast<int64_t>(spec.rows) * spec.columns * in.channels * spec.units;
    case Kind::subsampling2d: return in.channels;
    case Kind::dense:
    case Kind::rbf: return in.values() * spec.units;
    default: return 0;
  }
}

// 1 for each weight [u][v][c][o] of a connection that there is, else 0.
std::vector<float> connected(const LayerSpec& spec, int channels) {
  if (spec.connections.empty()) return {};
  if (spec.connections.size() != static_cast<size_t>(spec.units))
    throw std::invalid_argument("expected connections for each filter");
  std::vector<float> found(static_cast<size_t>(spec.rows) * spec.columns * channels * spec.units);
  for (int o = 0; o < spec.units; ++o)
    for (int c : spec.connections[o]) {
      if (c < 0 || c >= channels) throw std::invalid_argument("a connection names a channel that is not there");
      for (int tap = 0; tap < spec.rows * spec.columns; ++tap)
        found[(static_cast<size_t>(tap) * channels + c) * spec.units + o] = 1;
    }
  return found;
}

// What a layer with this input is; its parameters are placed from `at` on.
Layer placed(const LayerSpec& spec, const Shape& in, int64_t at) {
  Layer layer{spec, in, output_shape(in, spec)};
  if (layer.out.rows < 1 || layer.out.columns < 1 || layer.out.channels < 1)
    throw std::invalid_argument("a layer's output would be empty");
  if (spec.kind == Kind::reorder && layer.out.values() != in.values())
    throw std::invalid_argument("expected a Reorder to make as many values as it is given");
  if (spec.kind == Kind::conv2d && spec.same) {
    layer.pad_top = (spec.rows - 1) / 2;
    layer.pad_left = (spec.columns - 1) / 2;
  }
  if (spec.kind == Kind::conv2d) layer.connected = connected(spec, in.channels);
  if (spec.kind == Kind::batch_normalization) {
    layer.kernel_at = at;
    layer.bias_at = at + spec.scale * in.channels;
    layer.parameters = static_cast<int64_t>(in.channels) * (spec.scale + spec.bias + 2);
  }
  if (const int64_t kernel = kernel_size(spec, in)) {
    const bool bias = spec.bias && spec.kind != Kind::rbf;
    layer.kernel_at = at;
    layer.bias_at = at + kernel;
    layer.parameters = kernel + (bias ? layer.out.channels : 0);
  }
  return layer;
}

}  // namespace

std::vector<Layer> placed_layers(const Shape& input, const std::vector<LayerSpec>& specs) {
  check(input, specs);
  std::vector<Layer> layers;
  int64_t parameters = 0;
  int convolutions = 0, normalised = 0;
  bool planes = true;
  Shape shape = input;
  for (const LayerSpec& spec : specs) {
    Layer layer = placed(spec, shape, parameters);
    layer.from_planes = planes;
    layer.on_planes = planes = planes && spec.kind != Kind::flatten;
    if (spec.kind == Kind::conv2d) layer.convolution = convolutions++;
    layer.normalisation = normalised;
    if (spec.kind == Kind::batch_normalization) normalised += layer.in.channels;
    parameters += layer.parameters;
    shape = layer.out;
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace lenet

// The diagonal of the loss's second derivatives, as Gauss and Newton approximate it (LeCun et al. 1998, Appendix C).
//
// It is the backward pass with every weight, every input and every f' squared:
//   h_a[i] = f'(a[i])^2 sum_k w[k][i]^2 h_a[k],   h_w = sum over the connections that share w of h_a[i] x[j]^2
#include <algorithm>
#include <cstring>

#include "network/plan.h"

namespace lenet {

namespace {

void scale(Floats& floats, float by) {
  for (size_t k = 0; k < floats.size(); ++k) floats.data()[k] *= by;
}

// values *= f'(y)^2
void derive_twice(const Kernels& kernels, Activation activation, size_t count, const float* y, float* values) {
  kernels.derive(activation, count, y, values);
  kernels.derive(activation, count, y, values);
}

}  // namespace

// The second derivatives of the last layer's sums, for one sample whose output is y [units][lanes]:
// cross-entropy of a softmax p: p (1 - p); the mean squared error over n units: 2 / n f'(y)^2, of a softmax
// 2 / n sum_k (dp[k] / da)^2 = 2 / n p^2 (1 - 2 p + sum_k p[k]^2).
void Network::seed_curvature(const Batch& batch, int64_t sample, int lanes, float* y) const {
  const int units = static_cast<int>(output().values());
  const float weight = batch.targets.weights ? batch.targets.weights[sample] : 1;
  const bool squared = batch.objective.loss == Loss::mse,
             softmax = layers_.back().spec.activation == Activation::softmax;
  float wanted = 1, squares = 0;
  for (int o = 0; o < units; ++o) squares += y[o * lanes] * y[o * lanes];
  if (batch.objective.loss == Loss::categorical_crossentropy) {
    wanted = 0;
    for (int o = 0; o < units; ++o) wanted += batch.targets.values[sample * units + o];
  }
  for (int o = 0; o < units; ++o) {
    const float p = y[o * lanes];
    float h = squared ? 2.0f / units : wanted * p * (1 - p);
    if (squared && softmax) h *= p * p * (1 - 2 * p + squares);
    else if (squared) derive_twice(kernels_, layers_.back().spec.activation, 1, &p, &h);
    y[o * lanes] = weight * h;
  }
}

// A penalty scale (x - center)^2 has the second derivative 2 scale, in x and in the center. Only the right class's
// counts: what eq. 9 adds to eq. 8, the other classes' share, is left out, as in the authors' code.
void Network::seed_penalties(Workspace& work, const Batch& batch, int64_t first, int used, float* gradient) const {
  const Layer& layer = layers_.back();
  const int64_t in = layer.in.values();
  work.delta = work.deltas[0].data();
  std::memset(work.delta, 0, in * work.plan.lanes * sizeof(float));
  for (int lane = 0; lane < used; ++lane) {
    const float h = 2 * batch.objective.scale * (batch.targets.weights ? batch.targets.weights[first + lane] : 1);
    float* center = gradient + layer.kernel_at + batch.targets.labels[first + lane] * in;
    for (int64_t i = 0; i < in; ++i) work.delta[i * work.plan.lanes + lane] = h;
    for (int64_t i = 0; i < in; ++i) center[i] += h;
  }
}

// Of a Dense or Rbf: from h of its sums to h of its parameters and of the sums before it.
void Network::curve_units(Workspace& work, size_t l, const float* squares, float* gradient) const {
  const Layer& layer = layers_[l];
  const int lanes = work.plan.lanes, in = static_cast<int>(layer.in.values()), units = layer.spec.units;
  float* x = work.chunk.data() + work.plan.features[l];
  if (layer.spec.kind == Kind::dense) {
    backward_units(work, l, squares, work.chunk.data());
    const Chunks chunk{1, 0, lanes};
    const float* rows = work.chunk.data() + work.plan.deltas[l];
    Floats inputs(static_cast<size_t>(in) * lanes);
    kernels_.square(inputs.size(), x, inputs.data());
    kernels_.dense_weight_gradient(chunk, units, in, inputs.data(), rows, gradient + layer.kernel_at);
    if (layer.spec.bias) kernels_.dense_bias_gradient(chunk, units, rows, gradient + layer.bias_at);
  }
  if (learns_before(l)) derive_twice(kernels_, activation_before(l), static_cast<size_t>(in) * lanes, x, work.delta);
}

// Of a layer on planes or a Flatten.
void Network::curve_plane(Workspace& work, size_t l, const float* squares, float* gradient) const {
  const Plan::Plane& plane = work.plan.planes[l];
  float* x = work.planes.data() + plane.begin;
  Floats values(plane.size);
  std::memcpy(values.data(), x, plane.size * sizeof(float));
  if (layers_[l].spec.kind == Kind::conv2d) kernels_.square(plane.size, x, x);
  backward_plane(work, l, squares, Activation::linear, true, gradient);
  derive_twice(kernels_, activation_before(l), plane.size, values.data(), x);
}

void Network::curve_chunk(Workspace& work, const Batch& batch, int64_t first, int used, const float* squares,
                          float* gradient) const {
  const int lanes = work.plan.lanes, units = static_cast<int>(output().values());
  const bool penalties = layers_.back().spec.kind == Kind::rbf;
  float* answers = work.chunk.data() + work.plan.features.back();
  forward_all(work, batch.samples, first, used);
  if (penalties) {
    seed_penalties(work, batch, first, used, gradient);
  } else {
    if (batch.objective.loss != Loss::mse && layers_.back().spec.activation != Activation::softmax)
      kernels_.softmax(units, lanes, answers);
    for (int lane = 0; lane < lanes; ++lane) {
      if (lane < used) seed_curvature(batch, first + lane, lanes, answers + lane);
      else
        for (int o = 0; o < units; ++o) answers[o * lanes + lane] = 0;
    }
    work.delta = answers;
  }
  for (size_t l = layers_.size(); l-- > 0;) {
    if (!layers_[l].learns() && !learns_before(l)) return;
    layers_[l].has_units() ? curve_units(work, l, squares, gradient) : curve_plane(work, l, squares, gradient);
  }
}

void Network::curvature(const float* samples, const Targets& targets, int64_t count, Objective objective) {
  const Batch batch{samples, targets, nullptr, count, objective, nullptr};
  Floats squares(parameter_count_), of_chunk(parameter_count_);
  kernels_.square(parameter_count_, parameters_->data(), squares.data());
  scale(second_moments_, 0);
  auto work = borrow(*lanes_);
  for (int64_t first = 0; first < count; first += kLanes) {
    scale(of_chunk, 0);
    curve_chunk(*work, batch, first, static_cast<int>(std::min<int64_t>(kLanes, count - first)), squares.data(),
                of_chunk.data());
    kernels_.add(parameter_count_, of_chunk.data(), second_moments_.data());
  }
  give_back(std::move(work));
  scale(second_moments_, 1.0f / std::max<int64_t>(1, count));
  for (const auto& [at, size, penalty, constraint] : arrays_)
    for (int64_t k = at; k < at + size; ++k) second_moments_.data()[k] += 2 * penalty.l2;
}

}  // namespace lenet

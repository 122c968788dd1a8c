// BatchNormalization: in training a step's chunks wait for each other, and their moments become those of the batch; for
// answers the moving moments are taken (Ioffe and Szegedy 2015, as Keras has it).
#include <cmath>

#include "network/crew.h"

namespace lenet {

// For each channel y = slope x + offset.
Normalised Network::normalised(Workspace& work, size_t l, Activation activation) const {
  const Layer& layer = layers_[l];
  const int at = layer.normalisation;
  if (work.pass.met && layer.meets()) {
    const Meeting& met = *work.pass.met;
    return {met.slope.data() + at,         met.offset.data() + at,       met.mean.data() + at, met.inverse.data() + at,
            met.mean_gradient.data() + at, met.mean_product.data() + at, activation,           work.pass.used};
  }
  const float* parameters = parameters_->data();
  const float *means = parameters + layer.moments_at(), *variances = means + layer.in.channels;
  float *slope = work.moving.data() + at, *offset = slope + normalised_;
  for (int c = 0; c < layer.in.channels; ++c) {
    slope[c] = (layer.spec.scale ? parameters[layer.kernel_at + c] : 1) / std::sqrt(variances[c] + layer.spec.epsilon);
    offset[c] = (layer.spec.bias ? parameters[layer.bias_at + c] : 0) - means[c] * slope[c];
  }
  return {slope, offset, nullptr, nullptr, nullptr, nullptr, activation, work.pass.used};
}

// The moments of all chunks from those of each, in their order.
void Network::meet_forward(Crew& crew, const Batch& batch, int member, size_t l) const {
  const Layer& layer = layers_[l];
  Meeting& met = crew.met[member];
  const double places = static_cast<double>(layer.in.rows) * layer.in.columns, all = places * batch.count;
  for (int c = 0; c < layer.in.channels; ++c) {
    const int channel = layer.normalisation + c;
    double mean = 0, squares = 0;
    for (int k = 0; k < crew.chunks_of(batch); ++k)
      mean += crew.moments_of(k, channel)[0] * (places * crew.samples_in(batch, k) / all);
    for (int k = 0; k < crew.chunks_of(batch); ++k) {
      const double miss = crew.moments_of(k, channel)[0] - mean;
      squares += crew.moments_of(k, channel)[1] + places * crew.samples_in(batch, k) * miss * miss;
    }
    const float* parameters = parameters_->data();
    met.mean[channel] = static_cast<float>(mean);
    met.variance[channel] = static_cast<float>(squares / all);
    met.inverse[channel] = 1 / std::sqrt(met.variance[channel] + layer.spec.epsilon);
    met.slope[channel] = met.inverse[channel] * (layer.spec.scale ? parameters[layer.kernel_at + c] : 1);
    met.offset[channel] =
        (layer.spec.bias ? parameters[layer.bias_at + c] : 0) - met.mean[channel] * met.slope[channel];
  }
}

// The gradients of gamma and beta, and their means, from the sums of each chunk.
void Network::meet_backward(Crew& crew, const Batch& batch, int member, size_t l) const {
  const Layer& layer = layers_[l];
  Meeting& met = crew.met[member];
  const double all = static_cast<double>(layer.in.rows) * layer.in.columns * batch.count;
  for (int channel = layer.normalisation; channel < layer.normalisation + layer.in.channels; ++channel) {
    double gradient = 0, product = 0;
    for (int k = 0; k < crew.chunks_of(batch); ++k) {
      gradient += crew.products_of(k, channel)[0];
      product += crew.products_of(k, channel)[1];
    }
    met.gradient[channel] = static_cast<float>(gradient);
    met.product[channel] = static_cast<float>(product);
    met.mean_gradient[channel] = static_cast<float>(gradient / all);
    met.mean_product[channel] = static_cast<float>(product / all);
  }
}

// The moving moments go on by what a step's were.
void Network::move_moments(const Meeting& met) {
  for (size_t l : meetings_) {
    const Layer& layer = layers_[l];
    const int channels = layer.in.channels;
    const float old = layer.spec.momentum;
    float* means = parameters_->data() + layer.moments_at();
    for (int c = 0; c < channels; ++c) {
      means[c] = means[c] * old + met.mean[layer.normalisation + c] * (1 - old);
      means[channels + c] = means[channels + c] * old + met.variance[layer.normalisation + c] * (1 - old);
    }
  }
}

}  // namespace lenet

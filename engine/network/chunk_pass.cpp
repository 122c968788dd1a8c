// The chunks of a batch: forward, the loss, and back.
#include <algorithm>
#include <cstring>

#include "network/crew.h"
#include "texts/ctc.h"

namespace lenet {

// The loss, and with `gradient` dE/d(sum) of the last layer. Only ctc's answers are a plane, of one row.
Outcome Network::loss_pass(Workspace& work, Objective objective, const Target& target, int room, bool gradient,
                           float* answers) const {
  const Layer& last = layers_.back();
  const int lanes = work.plan.lanes, positions = last.out.columns, classes = last.out.channels;
  if (objective.loss != Loss::ctc)
    return kernels_.loss(objective, last.spec.activation, static_cast<int>(last.out.values()), lanes, target, gradient,
                         answers);
  const View plane = work.view(layers_.size());
  kernels_.flatten(classes, 1, positions, lanes, plane, answers);
  const Outcome outcome = ctc(positions, classes, lanes, room, target, gradient, answers);
  if (gradient) kernels_.flatten_gradient(classes, 1, positions, lanes, answers, last.spec.activation, plane);
  return outcome;
}

// What one sample counts for in the loss of its batch.
float Network::share_of(const Batch& batch, int64_t index) {
  const float weight = batch.objective.factor * (batch.targets.weights ? batch.targets.weights[index] : 1.0f);
  return batch.objective.summed ? weight : weight / batch.count;
}

// to[lane][o] = what the network answers, the softmax included that the losses do for themselves
void Network::keep_answers(Workspace& work, const float* answers, int count, float* to) const {
  const int units = static_cast<int>(output().values()), lanes = work.plan.lanes;
  if (layers_.back().spec.activation == Activation::softmax) {
    float* copy = work.deltas[0].data();  // not in use before the loss
    std::memcpy(copy, answers, static_cast<size_t>(units) * lanes * sizeof(float));
    kernels_.softmax(units, lanes, copy);
    answers = copy;
  }
  for (int lane = 0; lane < count; ++lane)
    for (int o = 0; o < units; ++o) *to++ = answers[o * lanes + lane];
}

// Gathers the samples of the batch's chunk number `k`; empty lanes repeat one.
void Network::begin_chunk(Workspace& work, const Batch& batch, int k) const {
  const int lanes = work.plan.lanes;
  const int64_t first = static_cast<int64_t>(k) * lanes, values = input_.values();
  work.pass = batch.pass;
  work.pass.first = first;
  work.pass.used = static_cast<int>(std::min<int64_t>(lanes, batch.count - first));
  const float* samples[kLanes];
  for (int lane = 0; lane < lanes; ++lane)
    samples[lane] = batch.samples + batch.index(first + (lane < work.pass.used ? lane : 0)) * values;
  gather(work, samples);
}

// The loss of the chunk's answers, in which empty lanes weigh nothing, and with `gradient` its gradient in their place.
Outcome Network::end_chunk(Workspace& work, const Batch& batch, int k, bool gradient, float* answers) const {
  const int lanes = work.plan.lanes;
  const int64_t first = static_cast<int64_t>(k) * lanes;
  const int units = static_cast<int>(output().values());
  Target target;
  target.room = work.loss_room.data();
  target.count = work.pass.used;
  for (int lane = 0; lane < lanes; ++lane) {
    const bool used = lane < target.count;
    const int64_t index = batch.index(first + (used ? lane : 0));
    target.label[lane] = batch.targets.labels ? batch.targets.labels + index * batch.targets.room : nullptr;
    target.values[lane] = batch.targets.values ? batch.targets.values + index * units : nullptr;
    target.weight[lane] = used ? share_of(batch, index) : 0;
  }
  if (batch.answers) keep_answers(work, answers, target.count, batch.answers + first * units);
  return loss_pass(work, batch.objective, target, batch.targets.room, gradient, answers);
}

// The member's chunks forward and back. At each BatchNormalization that learns, all members wait until the moments, and
// on the way back the sums of the gradients, of all chunks are there.
void Network::pass_chunks(Crew& crew, const Batch& given, int member) const {
  Batch batch = given;
  batch.pass.training = true;
  if (crew.waits) batch.pass.met = &crew.met[member];
  const int used = crew.chunks_of(batch);
  const auto each_chunk = [&](const auto& work_on) {
    for (int k = member; k < used; k += crew.members)
      work_on(k, crew.of(member, k), batch.chunks + k * crew.plan.chunk);
  };
  size_t from = 0;
  bool begun = false;
  const auto go_on = [&](int k, Workspace& work, float* chunk, size_t to) {
    if (!begun) begin_chunk(work, batch, k);
    return forward(work, chunk, from, to);
  };
  for (const size_t l : meetings_) {
    each_chunk([&](int k, Workspace& work, float* chunk) {
      go_on(k, work, chunk, l);
      kernels_.channel_moments(elements_of(work, l, chunk), work.pass.used,
                               crew.moments_of(k, layers_[l].normalisation));
    });
    crew.barrier.wait();
    meet_forward(crew, batch, member, l);
    from = l;
    begun = true;
  }
  const size_t last = meetings_.empty() ? 0 : meetings_.back() + 1;
  each_chunk([&](int k, Workspace& work, float* chunk) {
    float* answers = go_on(k, work, chunk, layers_.size());
    crew.outcomes[k] = end_chunk(work, batch, k, true, answers);
    std::memset(chunk, 0, plane_parameters_ * sizeof(float));
    work.delta = answers;
    backward(work, chunk, last, layers_.size());
  });
  for (size_t m = meetings_.size(); m-- > 0;) {
    const size_t l = meetings_[m];
    each_chunk([&](int k, Workspace& work, float* chunk) {
      Elements values = elements_of(work, l, chunk);
      if (!layers_[l].on_planes) values.y.origin = values.to.origin = work.delta;
      kernels_.channel_products(normalised(work, l, Activation::linear), values,
                                crew.products_of(k, layers_[l].normalisation));
    });
    crew.barrier.wait();
    meet_backward(crew, batch, member, l);
    each_chunk([&](int, Workspace& work, float* chunk) { backward(work, chunk, m ? meetings_[m - 1] + 1 : 0, l + 1); });
  }
}

}  // namespace lenet

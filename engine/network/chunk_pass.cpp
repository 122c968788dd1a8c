// One chunk of a batch: forward, the loss, and back.
#include <algorithm>
#include <cstring>

#include "network/plan.h"
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

// Forward, loss and, with `gradient`, backward for the batch's chunk number `k`; empty lanes repeat a sample with
// weight 0.
Outcome Network::chunk_pass(Workspace& work, const Batch& batch, int k, bool gradient) {
  const int lanes = work.plan.lanes;
  const int64_t first = static_cast<int64_t>(k) * lanes, values = input_.values();
  const int units = static_cast<int>(output().values());
  Target target;
  target.room = work.loss_room.data();
  target.count = static_cast<int>(std::min<int64_t>(lanes, batch.count - first));
  const float* samples[kLanes];
  for (int lane = 0; lane < lanes; ++lane) {
    const bool used = lane < target.count;
    const int64_t index = batch.index(first + (used ? lane : 0));
    samples[lane] = batch.samples + index * values;
    target.label[lane] = batch.targets.labels ? batch.targets.labels + index * batch.targets.room : nullptr;
    target.values[lane] = batch.targets.values ? batch.targets.values + index * units : nullptr;
    target.weight[lane] = used ? share_of(batch, index) : 0;
  }
  float* chunk = batch.chunks ? batch.chunks + k * work.plan.chunk : work.chunk.data();
  gather(work, samples);
  float* answers = forward(work, chunk);
  if (batch.answers) keep_answers(work, answers, target.count, batch.answers + first * units);
  const Outcome outcome = loss_pass(work, batch.objective, target, batch.targets.room, gradient, answers);
  if (gradient) {
    std::memset(chunk, 0, plane_parameters_ * sizeof(float));
    backward(work, chunk);
  }
  return outcome;
}

}  // namespace lenet

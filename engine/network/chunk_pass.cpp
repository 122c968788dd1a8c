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
    return kernels_.loss(objective.loss, last.spec.activation, static_cast<int>(last.out.values()), lanes, target,
                         gradient, answers);
  const View plane = work.view(layers_.size());
  kernels_.flatten(classes, 1, positions, lanes, plane, answers);
  const Outcome outcome = ctc(positions, classes, lanes, room, target, gradient, answers);
  if (gradient) kernels_.flatten_gradient(classes, 1, positions, lanes, answers, last.spec.activation, plane);
  return outcome;
}

// Forward, loss and, with `gradient`, backward for the batch's chunk number `k`; empty lanes repeat a sample with
// weight 0.
Outcome Network::chunk_pass(Workspace& work, const Batch& batch, int k, bool gradient) {
  const int lanes = work.plan.lanes;
  const int64_t first = static_cast<int64_t>(k) * lanes, values = input_.values();
  const int units = static_cast<int>(output().values());
  Target target;
  target.scale = batch.objective.scale;
  target.rubbish = batch.objective.rubbish;
  target.count = static_cast<int>(std::min<int64_t>(lanes, batch.count - first));
  const float* samples[kLanes];
  for (int lane = 0; lane < lanes; ++lane) {
    const bool used = lane < target.count;
    const int64_t index = batch.index(first + (used ? lane : 0));
    samples[lane] = batch.samples + index * values;
    target.label[lane] = batch.targets.labels ? batch.targets.labels + index * batch.targets.room : nullptr;
    target.values[lane] = batch.targets.values ? batch.targets.values + index * units : nullptr;
    target.weight[lane] = used ? (batch.targets.weights ? batch.targets.weights[index] : 1.0f) / batch.count : 0;
  }
  float* chunk = batch.chunks ? batch.chunks + k * work.plan.chunk : work.chunk.data();
  gather(work, samples);
  float* answers = forward(work, chunk);
  const Outcome outcome = loss_pass(work, batch.objective, target, batch.targets.room, gradient, answers);
  if (gradient) {
    std::memset(chunk, 0, plane_parameters_ * sizeof(float));
    backward(work, chunk);
  }
  return outcome;
}

}  // namespace lenet

// What a network answers: predict, maps, evaluate.
#include <algorithm>
#include <cmath>

#include "network/plan.h"

namespace lenet {

void copy_plane(const View& from, const Shape& shape, int lanes, int count, float* to) {
  for (int lane = 0; lane < count; ++lane)
    for (int i = 0; i < shape.rows; ++i)
      for (int j = 0; j < shape.columns; ++j)
        for (int c = 0; c < shape.channels; ++c)
          *to++ = from.origin[c * from.channel + i * from.row + j * lanes + lane];
}

void Network::copy_output(Workspace& work, size_t l, float* chunk, int count, float* to) const {
  const Layer& layer = layers_[l];
  const int lanes = work.plan.lanes;
  const bool planes = layer.on_planes;
  copy_plane(planes ? work.view(l + 1) : View{chunk + work.plan.features[l + 1], lanes, 0}, layer.out, lanes, count,
             to);
}

void Network::predict(const float* samples, int64_t count, int threads, float* answers) {
  const int64_t units = output().values();
  each_chunk(count, threads, [&](Workspace& work, int64_t first, int used) {
    forward_all(work, samples, first, used);
    copy_output(work, layers_.size() - 1, work.chunk.data(), used, answers + first * units);
  });
}

void Network::maps(const float* samples, int64_t count, const std::vector<float*>& outputs) {
  each_chunk(count, 1, [&](Workspace& work, int64_t first, int used) {
    forward_all(work, samples, first, used);
    for (size_t l = 0; l < layers_.size(); ++l)
      copy_output(work, l, work.chunk.data(), used, outputs[l] + first * layers_[l].out.values());
  });
}

Progress Network::evaluate(const float* samples, const Targets& targets, int64_t count, Objective objective,
                           int threads, float* answers) {
  const Plan& plan = plan_for(count);
  const Batch batch{samples, targets, nullptr, count, objective, nullptr, answers};
  std::vector<Outcome> outcomes(chunks_of(count, plan.lanes));
  each_chunk(count, threads, [&](Workspace& work, int64_t first, int) {
    const int k = static_cast<int>(first / plan.lanes);
    begin_chunk(work, batch, k);
    outcomes[k] = end_chunk(work, batch, k, false, forward(work, work.chunk.data(), 0, layers_.size()));
  });
  Progress progress;
  for (const Outcome& outcome : outcomes) {
    progress.loss += outcome.loss * count;
    progress.correct += outcome.correct;
  }
  progress.loss += penalty() * count;
  progress.samples = count;
  progress.finite = std::isfinite(progress.loss);
  return progress;
}

}  // namespace lenet

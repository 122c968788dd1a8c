// What the members of a team share while they pass the chunks of a step, and what each finds there.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "network/plan.h"
#include "network/team.h"

namespace lenet {

// The moments of a step at each channel of the BatchNormalizations, and the sums of its gradients.
struct Network::Meeting {
  std::vector<float> mean, variance, inverse, slope, offset, gradient, product, mean_gradient, mean_product;

  explicit Meeting(int channels) {
    for (auto* each : {&mean, &variance, &inverse, &slope, &offset, &gradient, &product, &mean_gradient, &mean_product})
      each->resize(channels);
  }
};

struct Network::Crew {
  const Plan& plan;
  const int members, channels;
  const bool waits;  // whether chunks wait for each other: then each keeps a workspace of its own
  std::vector<std::unique_ptr<Workspace>> workspaces;
  Floats chunks;
  std::vector<Outcome> outcomes;
  Floats moments, products;  // [chunk][channel][2], see Kernels
  std::vector<Meeting> met;  // a member's own
  Barrier barrier;

  Crew(const Plan& p, int members_, int most_chunks, int channels_, bool waits_)
      : plan(p),
        members(members_),
        channels(channels_),
        waits(waits_),
        chunks(static_cast<size_t>(most_chunks) * p.chunk),
        outcomes(most_chunks),
        moments(waits_ ? static_cast<size_t>(most_chunks) * channels_ * 2 : 0),
        products(moments.size()),
        met(members_, Meeting(waits_ ? channels_ : 0)),
        barrier(members_) {}

  Workspace& of(int member, int chunk) { return *workspaces[waits ? chunk : member]; }
  float* moments_of(int chunk, int channel) {
    return moments.data() + (static_cast<ptrdiff_t>(chunk) * channels + channel) * 2;
  }
  float* products_of(int chunk, int channel) {
    return products.data() + (static_cast<ptrdiff_t>(chunk) * channels + channel) * 2;
  }
  int chunks_of(const Batch& batch) const { return lenet::chunks_of(batch.count, plan.lanes); }
  int samples_in(const Batch& batch, int chunk) const {
    return static_cast<int>(std::min<int64_t>(plan.lanes, batch.count - static_cast<int64_t>(chunk) * plan.lanes));
  }
};

}  // namespace lenet

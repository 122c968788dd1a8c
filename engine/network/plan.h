// Where a network's activations and gradients lie in memory, and the memory itself.
#pragma once

#include "network/network.h"

namespace lenet {

constexpr int kBlockRows = 24;          // of a Dense kernel: gradient and update follow each other in the cache
constexpr int kBlockParameters = 4096;  // the same for the layers on planes

// The seed of a step's chance: what a Dropout drops.
uint64_t seed_of_step(uint64_t seed, int64_t step);

// Whether a convolution's kernel, 16 KB or more, would fill the first-level cache if its weights lay as Keras has them.
inline bool is_packed(const Layer& layer) { return layer.parameters - layer.out.channels * layer.spec.bias >= 4096; }

inline int chunks_of(int64_t samples, int lanes) { return static_cast<int>((samples + lanes - 1) / lanes); }

// to[k][i][j][c] for the lanes of a chunk, from planes or from features, whose channels are `lanes` floats apart.
void copy_plane(const View& from, const Shape& shape, int lanes, int count, float* to);

// Where everything lies for one number of lanes, in floats from the start of a workspace or of a chunk.
struct Network::Plan {
  struct Plane {
    size_t begin = 0, size = 0;  // all of it, with its margins
    size_t at = 0;               // of the first value that is not margin
    ptrdiff_t channel = 0, row = 0;
  };

  int lanes;
  std::vector<Plane> planes;                              // planes[0] the input, planes[l + 1] what layer l makes
  std::vector<std::vector<int32_t>> taps, gradient_taps;  // of layer l, where it is a Conv2D: see Correlation
  size_t workspace = 0;
  size_t widest = 0;             // units x lanes of the widest Flatten, Dense or Rbf
  size_t largest_kernel = 0;     // of the convolutions
  size_t packed = 0;             // of the convolutions whose weights are packed, for one block of channels
  size_t scratch = 0;            // the largest plane with its channels padded, where there is one lane
  std::vector<size_t> features;  // in a chunk: what layer l is given, where l has units; [layers]: the answers
  std::vector<size_t> deltas;    // in a chunk: dE/d(sum) of layer l [lane][padded units], where l has units
  size_t largest_block = kBlockParameters;
  int answers;       // values of the last layer
  size_t chunk = 0;  // floats a chunk; it begins with its gradient of the layers on planes

  Plan(const Network& network, int lanes);
  void place_planes(const Network&);
  void place_taps(const Network&);
  std::vector<int32_t> taps_on(const Plane&, const LayerSpec&, int channels) const;
  void place_chunk(const Network&);
  size_t reserve(size_t& end, size_t count) {
    const size_t at = end;
    end += (count + kLanes - 1) / kLanes * kLanes;
    return at;
  }
};

// What distinguishes a pass in training from one for answers.
struct Network::Pass {
  bool training = false;
  uint64_t seed = 0;             // of the step
  int64_t first = 0;             // the chunk's first sample in its batch
  int used = kLanes;             // lanes that hold samples
  const Meeting* met = nullptr;  // of the step, where it has a BatchNormalization that learns
};

// What one thread needs to pass chunks through the network.
struct Network::Workspace {
  const Plan& plan;
  Floats planes;
  Floats deltas[2];
  Floats chunk;
  Floats turned;            // the kernel of a convolution, turned by 180 degrees
  Floats packed;            // see Correlation
  Floats scratch;           // see WeightGradient
  Floats gradient;          // of one block of parameters
  Floats moving;            // slopes and offsets of the BatchNormalizations by their moving moments
  Floats loss_room;         // see Target
  int64_t soon_floats = 0;  // Dense parameters that other threads have updated: each convolution fetches so many
  float* delta = nullptr;   // where backward stands: dE/d(sum) of the layer before [units][lanes]
  Pass pass;

  Workspace(const Plan& p, int normalised)
      : plan(p),
        planes(p.workspace),
        deltas{Floats(p.widest), Floats(p.widest)},
        chunk(p.chunk),
        turned(p.largest_kernel),
        packed(p.packed),
        scratch(p.scratch),
        gradient(p.largest_block),
        moving(2 * static_cast<size_t>(normalised)),
        loss_room(lenet::loss_room(p.answers)) {}

  // Room where a convolution's kernel is large, else none.
  float* packed_for(const Layer& convolution) { return is_packed(convolution) ? packed.data() : nullptr; }

  View view(size_t plane) const {
    return {planes.data() + plan.planes[plane].at, plan.planes[plane].channel, plan.planes[plane].row};
  }
};

// The samples of one update, and the memory of their chunks.
struct Network::Batch {
  const float* samples;
  const Targets& targets;
  const int64_t* order;  // nullptr: 0, 1, 2, ...
  int64_t count;
  Objective objective;
  float* chunks;
  float* answers = nullptr;  // or room for what the network answers to each of the samples [count][units]
  Pass pass = {};

  int64_t index(int64_t k) const { return order ? order[k] : k; }
};

// A run of parameters whose gradient is summed and whose update is made by one thread.
struct Network::Block {
  enum Part { planes, kernel, bias, centers, normalisation } part;
  int64_t at, parameters;  // which of the flat parameters
  size_t layer;            // of a Dense or Rbf
  int64_t first_row;       // of its kernel
};

}  // namespace lenet

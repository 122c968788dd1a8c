// Which values a Dropout drops: decided by the step, the layer, and the sample's place in the batch.
#include "network/plan.h"

namespace lenet {

namespace {

// The 64-bit finaliser of SplitMix64 (Steele, Lea and Flood 2014).
uint64_t mixed(uint64_t word) {
  word += 0x9e3779b97f4a7c15u;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

}  // namespace

uint64_t seed_of_step(uint64_t seed, int64_t step) { return mixed(mixed(seed) ^ static_cast<uint64_t>(step)); }

Dropped Network::dropped(const Workspace& work, size_t l) const {
  const LayerSpec& spec = layers_[l].spec;
  Dropped dropped{spec.rate, spec.whole_channels, spec.multiplied, {}};
  const uint64_t of_layer = mixed(work.pass.seed ^ (static_cast<uint64_t>(spec.units) << 32) ^ l);
  for (int lane = 0; lane < work.plan.lanes; ++lane)
    dropped.keys[lane] = static_cast<uint32_t>(mixed(of_layer ^ static_cast<uint64_t>(work.pass.first + lane)));
  return dropped;
}

}  // namespace lenet

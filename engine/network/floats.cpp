// The floats of a network, a plan or a chunk.
#include "network/floats.h"

#include <cstring>

#include "kernels/kernels.h"

namespace lenet {

namespace {

constexpr size_t kSlack = 4 * kLanes + 1024;  // floats behind a buffer that a kernel's last vector may read

}  // namespace

Floats::Floats(size_t count, size_t aligned)
    : size_(count),
      lead_((kLanes - aligned % kLanes) % kLanes),
      data_(static_cast<float*>(::operator new[]((lead_ + count + kSlack) * sizeof(float), std::align_val_t{64}))) {
  std::memset(data_.get(), 0, (lead_ + count + kSlack) * sizeof(float));
}

}  // namespace lenet

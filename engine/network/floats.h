// Aligned memory for floats, zero at first, with room behind it for a kernel's last vector.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace lenet {

// Zero-initialised floats with room behind them for a last vector to reach over the end. Number `aligned` and each
// kLanes further on lie at the start of a cache line.
class Floats {
 public:
  explicit Floats(size_t count, size_t aligned = 0);
  float* data() const { return data_.get() + lead_; }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* floats) const { ::operator delete[](floats, std::align_val_t{64}); }
  };
  size_t size_, lead_;
  std::unique_ptr<float[], Free> data_;
};

}  // namespace lenet

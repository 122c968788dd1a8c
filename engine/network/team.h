// A team of threads for one call: the caller is member 0, the others end with the call, so nothing outlives a fork.
// WebAssembly has no threads here: there a team is its caller, who waits for nobody.
#pragma once

#include <functional>
#include <mutex>

#if !defined(__wasm__)
#include <atomic>
#include <thread>
#include <vector>
#endif

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace lenet {

#if defined(__wasm__)

constexpr bool kThreads = false;

struct Mutex {
  void lock() {}
  void unlock() {}
};

struct Barrier {
  explicit Barrier(int) {}
  void wait() {}
};

inline void run_team(int, const std::function<void(int)>& work) { work(0); }

#else

constexpr bool kThreads = true;

using Mutex = std::mutex;

// All members wait here for each other: spinning for some microseconds, then asleep in the kernel.
class Barrier {
 public:
  explicit Barrier(int members) : members_(members) {}

  void wait() {
    if (members_ == 1) return;
    const unsigned round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == members_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      round_.notify_all();
      return;
    }
    for (int spin = 0; spin < kSpins; ++spin) {
      if (round_.load(std::memory_order_acquire) != round) return;
      pause();
    }
    while (round_.load(std::memory_order_acquire) == round) round_.wait(round, std::memory_order_acquire);
  }

 private:
  static constexpr int kSpins = 4000;

  static void pause() {
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  const int members_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<unsigned> round_{0};
};

// Runs work(member) on `members` threads and returns when all are done. `work` must not throw.
inline void run_team(int members, const std::function<void(int)>& work) {
  std::vector<std::thread> others;
  others.reserve(members - 1);
  for (int member = 1; member < members; ++member) others.emplace_back(work, member);
  work(0);
  for (std::thread& other : others) other.join();
}

#endif

}  // namespace lenet

// Compiled once for each instruction set, with LENET_INSTRUCTIONS its name: the table of its kernels.
#include "kernels/conv2d.h"
#include "kernels/dense.h"
#include "kernels/loss.h"
#include "kernels/optimizer.h"
#include "kernels/pooling.h"
#include "kernels/rbf.h"
#include "kernels/warp.h"

namespace lenet {
namespace LENET_INSTRUCTIONS {

static void add(size_t count, const float* from, float* to) {
  for (size_t k = 0; k < count; ++k) to[k] += from[k];
}

static void square(size_t count, const float* from, float* to) {
  for (size_t k = 0; k < count; ++k) to[k] = from[k] * from[k];
}

// The most that any kernel could do: independent multiply-adds that touch no memory.
static double multiply_add(int64_t repeats) {
  constexpr int chains = kAccumulators / 2;
  Vec total[chains], x = broadcast(1), w = broadcast(1e-9f);
  for (int k = 0; k < chains; ++k) total[k] = broadcast(static_cast<float>(k));
  for (int64_t n = 0; n < repeats; ++n) {
    for (int k = 0; k < chains; ++k) total[k] += x * w;
#if defined(__x86_64__)
    asm volatile("" : "+x"(x), "+x"(w));
#else
    asm volatile("" : "+w"(x), "+w"(w));
#endif
  }
  Vec all{};
  for (int k = 0; k < chains; ++k) all += total[k];
  volatile float used = sum(all);
  (void)used;
  return static_cast<double>(repeats) * chains * kWidth;
}

}  // namespace LENET_INSTRUCTIONS

#define LENET_TEXT_OF(name) #name
#define LENET_TEXT(name) LENET_TEXT_OF(name)
#define LENET_JOIN_OF(a, b) a##b
#define LENET_JOIN(a, b) LENET_JOIN_OF(a, b)

extern const Kernels LENET_JOIN(kernels_, LENET_INSTRUCTIONS);
const Kernels LENET_JOIN(kernels_, LENET_INSTRUCTIONS) = {
    LENET_TEXT(LENET_INSTRUCTIONS),
    LENET_INSTRUCTIONS::kWidth,
    LENET_INSTRUCTIONS::gather,
    LENET_INSTRUCTIONS::correlate,
    LENET_INSTRUCTIONS::weight_gradient,
    LENET_INSTRUCTIONS::pool,
    LENET_INSTRUCTIONS::pool_gradient,
    LENET_INSTRUCTIONS::flatten,
    LENET_INSTRUCTIONS::flatten_gradient,
    LENET_INSTRUCTIONS::dense,
    LENET_INSTRUCTIONS::dense_input_gradient,
    LENET_INSTRUCTIONS::dense_weight_gradient,
    LENET_INSTRUCTIONS::dense_bias_gradient,
    LENET_INSTRUCTIONS::rbf,
    LENET_INSTRUCTIONS::rbf_input_gradient,
    LENET_INSTRUCTIONS::rbf_center_gradient,
    LENET_INSTRUCTIONS::transpose,
    LENET_INSTRUCTIONS::activate,
    LENET_INSTRUCTIONS::derive,
    LENET_INSTRUCTIONS::softmax,
    LENET_INSTRUCTIONS::loss,
    LENET_INSTRUCTIONS::update,
    LENET_INSTRUCTIONS::add,
    LENET_INSTRUCTIONS::square,
    LENET_INSTRUCTIONS::warp,
    LENET_INSTRUCTIONS::multiply_add,
};

}  // namespace lenet

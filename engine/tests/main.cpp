// The engine's own tests, built with AddressSanitizer and UndefinedBehaviorSanitizer: every kernel of every instruction
// set against slow loops, on buffers with nothing behind them but what kernels.h allows to be read; and whole networks.
#include <cstdio>

#include "tests/check.h"
#include "tests/tests.h"

int main() {
  using namespace lenet::tests;
  test_conv2d();
  test_pooling();
  test_windows();
  test_curves();
  test_dropout();
  test_normalisation();
  test_flatten();
  test_dense();
  test_rbf();
  test_activation();
  test_loss();
  test_optimizer();
  test_matrices();
  test_arcs();
  test_distortions();
  test_affine_maps();
  test_ctc();
  test_answers();
  test_gradients();
  test_training();
  test_layers();
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}

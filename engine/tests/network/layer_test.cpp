// What the engine cannot run is refused.
#include <stdexcept>
#include <vector>

#include "kernels/dispatch.h"
#include "tests/network/architectures.h"
#include "tests/tests.h"

namespace lenet::tests {

namespace {

void refused(Shape input, const std::vector<LayerSpec>& layers) {
  bool thrown = false;
  try {
    Network(*available_kernels().front(), input, layers);
  } catch (const std::invalid_argument&) {
    thrown = true;
  }
  check(thrown, "Network: refuses what it cannot run");
}

}  // namespace

void test_layers() {
  refused({4, 4, 1}, {});
  refused({4, 4, 1}, {pool(Kind::max_pooling2d, 0, 0)});
  refused({4, 4, 1}, {dense(2, Activation::linear)});
  refused({4, 4, 1}, {kFlatten, kFlatten});
  refused({4, 4, 1}, {conv(2, 5, 1, false, true, Activation::linear)});
  refused({4, 4, 1}, {subsampling(0, 2, true, Activation::tanh)});
  refused({4, 4, 1}, {padding(-1, 0)});
  refused({4, 4, 1}, {connected(2, 2, 2, Activation::tanh, {{0}})});
  refused({4, 4, 1}, {connected(2, 2, 2, Activation::tanh, {{0}, {1}})});
  refused({4, 4, 1}, {reorder(4, 2, 1, {0, 1, 2})});
  refused({4, 4, 1}, {reorder(4, 4, 1, {0, 1, 1})});
  refused({4, 4, 1}, {reorder(4, 4, 1, {0, 1, 3})});
  refused({4, 4, 1}, {kFlatten, reorder(4, 4, 1, {0, 1, 2})});
  refused({4, 4, 1}, {rbf(2, true)});
  refused({4, 4, 1}, {dropout(1)});
  refused({4, 4, 1}, {dropout(-0.5f)});
  refused({4, 4, 1}, {windows(Kind::max_pooling2d, 2, 2, {1, -1, 0, 0, 3, 3})});
  refused({4, 4, 1}, {windows(Kind::max_pooling2d, 2, 2, {1, 1, 0, 0, 0, 3})});
  refused({4, 4, 1}, {windows(Kind::subsampling2d, 2, 2, {1, 1, 0, 0, 3, 3})});
  refused({4, 4, 1}, {kFlatten, rbf(2, true), dense(2, Activation::linear)});
}

}  // namespace lenet::tests

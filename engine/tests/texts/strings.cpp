// A drawn string is shortened until it fits.
#include "tests/texts/strings.h"

#include "tests/check.h"
#include "texts/ctc.h"

namespace lenet::tests {

void draw_string(int positions, int classes, int room, int32_t* labels) {
  int length = any(0, room);
  for (int k = 0; k < room; ++k) labels[k] = k < length ? any(1, classes - 1) : kBlank;
  while (positions_needed(labels, length) > positions) labels[--length] = kBlank;
}

}  // namespace lenet::tests

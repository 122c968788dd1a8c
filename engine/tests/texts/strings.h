// Random strings of labels for ctc.
#pragma once

#include <cstdint>

namespace lenet::tests {

// A string of at most `room` labels that so many positions can show, and zeros.
void draw_string(int positions, int classes, int room, int32_t* labels);

}  // namespace lenet::tests

// Connectionist temporal classification (Graves et al. 2006): a string's chance, its labels' places in the plane
// unknown.
#pragma once

#include <cstdint>

#include "kernels/kernels.h"

namespace lenet {

constexpr int kBlank = 0;

// How many of the labels come before the padding, which is kBlank too.
int string_length(const int32_t* labels, int room);

// The fewest positions that the string can be read from: one a label, and a blank between two of the same.
int positions_needed(const int32_t* labels, int length);

// -log P(labels) of each lane, from the values before the softmax y[(position * classes + class) * lanes + lane]; its
// gradient there is softmax(y) minus the chance that the position shows the class, given the labels. target.label
// points to `room` labels a sample. Correct is a sample whose best path, the most likely class everywhere, reads its
// labels.
Outcome ctc(int positions, int classes, int lanes, int room, const Target&, bool gradient, float* y);

}  // namespace lenet

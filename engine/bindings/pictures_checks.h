// What a binding gives for pictures is checked before they are drawn anew. Each throws std::invalid_argument.
#pragma once

#include <cstdint>
#include <span>

#include "pictures/distort.h"

namespace lenet {

// The side of a picture, rows or columns.
void check_side(int64_t pixels);

void check_ranges(const Ranges&);

void check_movement(const Movement&);

// A variant for each image that is asked for, which is one of `images`.
void check_chosen(int64_t images, std::span<const int64_t> which, int64_t variants);

}  // namespace lenet

// A picture drawn anew: each pixel is read, bilinearly, from its own place in another picture.
#pragma once

#include "kernels/kernels.h"

namespace lenet::LENET_INSTRUCTIONS {

void warp(const Warp&);

}  // namespace lenet::LENET_INSTRUCTIONS

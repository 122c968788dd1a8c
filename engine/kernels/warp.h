// One grey picture drawn anew from another, each pixel from its own place there.
#pragma once

#include "kernels/kernels.h"

#if defined(LENET_INSTRUCTIONS)
namespace lenet::LENET_INSTRUCTIONS {

void warp(const Warp&);

}  // namespace lenet::LENET_INSTRUCTIONS
#endif

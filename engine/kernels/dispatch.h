// The kernels this processor runs: the widest it has, or those that are asked for by name.
#pragma once

#include <string>
#include <vector>

#include "kernels/kernels.h"

namespace lenet {

// Widest first; never empty.
std::vector<const Kernels*> available_kernels();

// "" is the widest. Throws std::invalid_argument with the names there are.
const Kernels& kernels_named(const std::string& name);

}  // namespace lenet

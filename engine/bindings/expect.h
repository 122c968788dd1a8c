// What a binding was given and does not hold is refused in a sentence.
#pragma once

#include <stdexcept>

namespace lenet {

// std::invalid_argument, which is Python's ValueError.
inline void expect(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

}  // namespace lenet

// The parts of the Python module lenet._engine.
#pragma once

#include <nanobind/nanobind.h>

namespace lenet {

void bind_network(nanobind::module_& module);
void bind_texts(nanobind::module_& module);
void bind_pictures(nanobind::module_& module);
void bind_processor(nanobind::module_& module);

}  // namespace lenet

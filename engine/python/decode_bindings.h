// The part of the Python module that reads texts out of graphs.
#pragma once

#include <nanobind/nanobind.h>

void bind_decode(nanobind::module_& module);

// The part of the Python module that distorts pictures.
#pragma once

#include <nanobind/nanobind.h>

void bind_distort(nanobind::module_& module);

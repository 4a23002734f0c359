#pragma once

#include "fovea.h"

namespace fovea {

/** A function that no kernel has vectors for: in double, rounded once. */
float scalar_function(const fovea_activation &f, float x);

}  // namespace fovea

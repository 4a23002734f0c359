#pragma once

#include "fovea.h"

namespace fovea {

/** The best instruction set that CPU and operating system offer. */
fovea_isa detect_isa();

}  // namespace fovea

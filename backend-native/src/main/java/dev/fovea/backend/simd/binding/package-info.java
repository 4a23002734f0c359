/** The C interface as Java sees it: fovea.h, name by name. */
@NullMarked
package dev.fovea.backend.simd.binding;

import org.jspecify.annotations.NullMarked;

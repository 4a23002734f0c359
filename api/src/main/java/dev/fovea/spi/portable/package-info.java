/** Portable Java kernels that every backend inherits and may override. */
@NullMarked
package dev.fovea.spi.portable;

import org.jspecify.annotations.NullMarked;

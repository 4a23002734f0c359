/** Tensors: shapes, layouts and off-heap memory with a deterministic end. */
@NullMarked
package dev.fovea.tensor;

import org.jspecify.annotations.NullMarked;

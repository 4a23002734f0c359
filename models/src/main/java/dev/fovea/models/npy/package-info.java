/** Tensors in NumPy's files. */
@NullMarked
package dev.fovea.models.npy;

import org.jspecify.annotations.NullMarked;

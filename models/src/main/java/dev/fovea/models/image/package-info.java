/** Pictures to tensors, and tensors to named classes. */
@NullMarked
package dev.fovea.models.image;

import org.jspecify.annotations.NullMarked;

/** Pictures to tensors, and a network's answers to classes, boxes and masks. */
@NullMarked
package dev.fovea.models.vision;

import org.jspecify.annotations.NullMarked;

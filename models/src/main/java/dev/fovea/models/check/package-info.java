/** Recorded tests in the layout of ONNX's backend tests, and whether a backend agrees with them. */
@NullMarked
package dev.fovea.models.check;

import org.jspecify.annotations.NullMarked;

/** Reads ONNX files into graphs. */
@NullMarked
package dev.fovea.models.onnx;

import org.jspecify.annotations.NullMarked;

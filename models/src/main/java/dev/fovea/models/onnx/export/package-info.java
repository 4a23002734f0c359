/** Networks written as ONNX files; the way back is {@link dev.fovea.models.onnx.OnnxImporter}. */
@NullMarked
package dev.fovea.models.onnx.export;

import org.jspecify.annotations.NullMarked;

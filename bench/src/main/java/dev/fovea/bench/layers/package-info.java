/** Single layers, beside ONNX Runtime's. */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.layers;

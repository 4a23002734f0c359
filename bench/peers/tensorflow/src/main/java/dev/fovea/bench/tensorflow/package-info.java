/** TensorFlow Java as a peer. */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.tensorflow;

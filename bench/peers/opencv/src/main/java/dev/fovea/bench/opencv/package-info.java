/** OpenCV's DNN module as a peer. */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.opencv;

/** PyTorch through DJL as a peer. */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.pytorch;

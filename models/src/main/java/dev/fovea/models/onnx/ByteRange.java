package dev.fovea.models.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A stretch of bytes.
 *
 * @param source where they are
 * @param start the position of the first one
 * @param length how many they are
 */
record ByteRange(ByteSource source, long start, long length) {

  /** Fills the rest of a buffer from a position in the stretch on. */
  void read(ByteBuffer target, long position) throws IOException {
    source.read(target, start + position);
  }
}

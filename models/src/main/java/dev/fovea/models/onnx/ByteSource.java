package dev.fovea.models.onnx;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * Bytes that are read by position. A file is not mapped: were it cut short meanwhile, a read must
 * fail instead of the JVM.
 */
interface ByteSource extends Closeable {

  /** Returns how many bytes there are. */
  long size() throws IOException;

  /**
   * Fills the rest of a buffer from a position on.
   *
   * @throws EOFException if the bytes end before
   */
  void read(ByteBuffer target, long position) throws IOException;

  /** Returns the bytes of an array. */
  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(ByteBuffer target, long position) {
        target.put(bytes, Math.toIntExact(position), target.remaining());
      }

      @Override
      public void close() {}
    };
  }

  /** Opens a file. */
  static ByteSource open(Path file, OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(file, options);
    return new ByteSource() {
      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public void read(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
          int count = channel.read(target, at);
          if (count < 0) {
            throw new EOFException("the file ends at byte " + at);
          }
          at += count;
        }
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}

package dev.fovea.spi.portable;

import dev.fovea.tensor.Tensor;
import java.nio.ByteBuffer;

/**
 * The two innermost loops of a copy: runs of bytes where both sides are contiguous, square tiles
 * where src is contiguous along the rows and dst along the columns, else element by element.
 */
final class CopyBlock {
  /** Below this a loop is faster than the call that copies a run. */
  private static final int RUN_BYTES = 64;

  /** 32 lines of 64 bytes on either side stay in the first cache. */
  private static final int TILE = 32;

  private final CopyLoop rows;
  private final CopyLoop columns;
  private final int bytes;
  private final boolean splitsRows;
  private final int partLength;

  /**
   * Creates a block.
   *
   * @param bytes of one element
   * @param partElements about how many elements one part has
   */
  CopyBlock(CopyLoop rows, CopyLoop columns, int bytes, int partElements) {
    this.rows = rows;
    this.columns = columns;
    this.bytes = bytes;
    this.splitsRows = rows.extent() > 1;
    int wanted = splitsRows ? Math.max(1, partElements / columns.extent()) : partElements;
    this.partLength = wanted < TILE ? wanted : wanted / TILE * TILE;
  }

  /** Returns into how many parts the block is cut, each one for itself. */
  int parts() {
    int whole = splitsRows ? rows.extent() : columns.extent();
    return (whole - 1) / partLength + 1;
  }

  /** Returns how many elements a part has at most. */
  int partElements() {
    return splitsRows
        ? Math.min(partLength, rows.extent()) * columns.extent()
        : Math.min(partLength, columns.extent());
  }

  /** Copies one part; {@code from} and {@code to} are where the block begins, in elements. */
  void copy(Tensor src, int from, Tensor dst, int to, int part) {
    int first = part * partLength;
    int rowStep = rows.srcStep(src.desc()) * bytes;
    int rowTo = rows.dstStep(dst.desc()) * bytes;
    int columnStep = columns.srcStep(src.desc()) * bytes;
    int columnTo = columns.dstStep(dst.desc()) * bytes;
    int rowCount = splitsRows ? Math.min(partLength, rows.extent() - first) : 1;
    int columnCount =
        splitsRows ? columns.extent() : Math.min(partLength, columns.extent() - first);
    int source = from * bytes + first * (splitsRows ? rowStep : columnStep);
    int target = to * bytes + first * (splitsRows ? rowTo : columnTo);
    ByteBuffer in = src.sharedBytes();
    ByteBuffer out = dst.sharedBytes();
    boolean runs = columnStep == bytes && columnTo == bytes && columnCount * bytes >= RUN_BYTES;
    int tile = rowStep == bytes && columnStep != bytes ? TILE : Integer.MAX_VALUE;
    if (runs) {
      for (int r = 0; r < rowCount; r++) {
        out.put(target + r * rowTo, in, source + r * rowStep, columnCount * bytes);
      }
      return;
    }
    for (int r = 0; r < rowCount; r += Math.min(tile, rowCount - r)) {
      int rowEnd = r + Math.min(tile, rowCount - r);
      for (int c = 0; c < columnCount; c += Math.min(tile, columnCount - c)) {
        int count = Math.min(tile, columnCount - c);
        for (int i = r; i < rowEnd; i++) {
          int at = source + i * rowStep + c * columnStep;
          int place = target + i * rowTo + c * columnTo;
          if (bytes == Integer.BYTES) {
            ints(in, at, columnStep, out, place, columnTo, count);
          } else {
            longs(in, at, columnStep, out, place, columnTo, count);
          }
        }
      }
    }
  }

  private static void ints(
      ByteBuffer in, int from, int step, ByteBuffer out, int to, int pace, int count) {
    for (int i = 0; i < count; i++) {
      out.putInt(to + i * pace, in.getInt(from + i * step));
    }
  }

  private static void longs(
      ByteBuffer in, int from, int step, ByteBuffer out, int to, int pace, int count) {
    for (int i = 0; i < count; i++) {
      out.putLong(to + i * pace, in.getLong(from + i * step));
    }
  }
}

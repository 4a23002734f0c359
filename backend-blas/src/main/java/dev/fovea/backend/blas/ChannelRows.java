package dev.fovea.backend.blas;

/**
 * The rows of one channel, copied to the heap: all at once if they are few, since a call costs as
 * much as a hundred floats, or else as they are asked for.
 */
final class ChannelRows {
  static final int MOST_FLOATS = 8192;

  private final Floats memory = new Floats();
  private float[] values = new float[0];
  private long channel;
  private int width;
  private int fetched = -1;
  private int length;
  private boolean together;

  /** Turns to rows {@code first} to {@code end - 1} of a channel; all lie inside the map. */
  void open(long newChannel, int newWidth, int first, int end) {
    channel = newChannel;
    width = newWidth;
    int count = Math.max(0, end - first);
    together = count > 1 && (long) count * width <= MOST_FLOATS;
    length = together ? count * width : width;
    if (values.length < length) {
      values = new float[length];
    }
    fetched = first;
    if (together) {
      memory.load(Floats.element(channel, (long) first * width), values, 0, length);
    }
  }

  /**
   * Makes a row available in {@link #values}, at least columns {@code from} to {@code to - 1} of
   * it, and returns the index there of its column 0, which may lie before the array.
   */
  int row(int row, int from, int to) {
    if (together) {
      return (row - fetched) * width;
    }
    memory.load(Floats.element(channel, (long) row * width + from), values, 0, to - from);
    return -from;
  }

  /** Copies columns {@code from} to {@code to - 1} of a row to an array. */
  void copy(int row, int from, int to, float[] target, int at) {
    if (together) {
      System.arraycopy(values, (row - fetched) * width + from, target, at, to - from);
    } else {
      memory.load(Floats.element(channel, (long) row * width + from), target, at, to - from);
    }
  }

  /** Tells whether {@link #values} holds all rows, one behind the other. */
  boolean areTogether() {
    return together;
  }

  /** Returns how many of {@link #values} are filled when rows are together. */
  int length() {
    return length;
  }

  float[] values() {
    return values;
  }
}

package dev.fovea.models.onnx;

/**
 * Bounds what a file's structure may take of the heap: everything but weights, which never lie
 * there. Few bytes of a file can stand for many objects.
 */
final class HeapBudget {
  private static final long PER_MESSAGE = 512;
  private static final long PER_BYTE = 32;
  private static final int SHARE = 4;

  private final long limit;
  private long used;

  HeapBudget() {
    this(Runtime.getRuntime().maxMemory() / SHARE);
  }

  HeapBudget(long limit) {
    this.limit = limit;
  }

  /**
   * Takes from the budget before a message is made of this many bytes.
   *
   * @throws UnsupportedNodeException if too little is left
   */
  void charge(long bytes) {
    long cost = bytes > limit / PER_BYTE ? limit : PER_MESSAGE + bytes * PER_BYTE;
    used += cost;
    if (used > limit) {
      throw new UnsupportedNodeException(
          "holds more nodes, names and other structure than fit "
              + (limit >> 20)
              + " MiB of heap; expected less; raise -Xmx, and keep weights in raw_data");
    }
  }
}

package dev.fovea.tensor;

/**
 * The order of a tensor's elements in memory.
 *
 * <p>{@link #PLAIN} is row-major (NCHW for images). A blocked layout NCHWc(n) stores channels in
 * groups of n beside each other, {@code [N, ceil(C/n), H, W, n]}; lanes that pad the last group are
 * zero, always. Callers only ever see plain tensors; blocked ones live between a backend's kernels.
 *
 * @param block channels stored side by side; 1 is plain, otherwise a power of two
 */
public record Layout(int block) {
  /** Row-major order. */
  public static final Layout PLAIN = new Layout(1);

  /** Creates a layout; throws IllegalArgumentException unless {@code block} is a power of two. */
  public Layout {
    if (block < 1 || Integer.bitCount(block) != 1) {
      throw new IllegalArgumentException(
          "Layout: channel block is " + block + "; expected a power of two");
    }
  }

  /** Returns NCHWc with {@code block} channels side by side. */
  public static Layout blocked(int block) {
    return new Layout(block);
  }

  /** Tells whether this is row-major order. */
  public boolean isPlain() {
    return block == 1;
  }

  @Override
  public String toString() {
    return isPlain() ? "plain" : "NCHW" + block + "c";
  }
}

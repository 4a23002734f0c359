package dev.fovea.op;

/**
 * How far an operator reads over the edges of its input.
 *
 * <p>Source: ONNX attributes {@code pads} and {@code auto_pad}. What is read there is zero for
 * convolution and not counted for pooling (unless asked for).
 */
public sealed interface Padding {

  /** Derived from the input's size so that the output has ceil(input / stride) positions. */
  enum Same implements Padding {
    /** An odd total puts the extra row or column at the end. */
    UPPER,
    /** An odd total puts the extra row or column at the beginning. */
    LOWER;

    @Override
    public String toString() {
      return "SAME_" + name();
    }
  }

  /**
   * Given rows and columns on each side.
   *
   * @param top rows before the first
   * @param left columns before the first
   * @param bottom rows behind the last
   * @param right columns behind the last
   */
  record Explicit(int top, int left, int bottom, int right) implements Padding {
    /** Creates the padding; throws IllegalArgumentException on a negative side. */
    public Explicit {
      if (top < 0 || left < 0 || bottom < 0 || right < 0) {
        throw new IllegalArgumentException(
            String.format(
                "Padding: sides are %d,%d,%d,%d; expected 0 or more; crop the input instead",
                top, left, bottom, right));
      }
    }

    @Override
    public String toString() {
      boolean even = top == bottom && left == right && top == left;
      return even ? Integer.toString(top) : top + "," + left + "," + bottom + "," + right;
    }
  }

  /** Returns no padding. */
  static Explicit none() {
    return of(0);
  }

  /** Returns the same padding on all four sides. */
  static Explicit of(int all) {
    return new Explicit(all, all, all, all);
  }

  /** Returns padding per side, in ONNX order: begins, then ends. */
  static Explicit of(int top, int left, int bottom, int right) {
    return new Explicit(top, left, bottom, right);
  }
}

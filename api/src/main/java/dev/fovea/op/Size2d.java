package dev.fovea.op;

/**
 * A pair of vertical and horizontal extents.
 *
 * @param h along the height
 * @param w along the width
 */
public record Size2d(int h, int w) {
  /** 1 by 1. */
  public static final Size2d ONE = new Size2d(1, 1);

  /** 0 by 0. */
  public static final Size2d ZERO = new Size2d(0, 0);

  /** Returns a square. */
  public static Size2d square(int side) {
    return new Size2d(side, side);
  }

  /** Returns h times w. */
  public int area() {
    return Math.multiplyExact(h, w);
  }

  @Override
  public String toString() {
    return h + "x" + w;
  }
}

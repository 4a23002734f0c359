package dev.fovea.models.vision;

import dev.fovea.op.Size2d;

/**
 * An upright rectangle; positions are pixels, 0 being the picture's edge, so that the first pixel
 * alone is 0, 0, 1, 1.
 *
 * @param left the left edge
 * @param top the upper edge
 * @param right the right edge
 * @param bottom the lower edge
 */
public record Box(float left, float top, float right, float bottom) {
  /** Beyond it exp might overflow; Detectron and torchvision stop there too. */
  private static final double MOST_GROWTH = Math.log(1000.0 / 16);

  /** Returns a whole picture. */
  public static Box of(Size2d picture) {
    return new Box(0, 0, picture.w(), picture.h());
  }

  /** Returns the width; below 0 if right lies left of left. */
  public float width() {
    return right - left;
  }

  /** Returns the height. */
  public float height() {
    return bottom - top;
  }

  /** Returns this box at another place. */
  public Box moved(float x, float y) {
    return new Box(left + x, top + y, right + x, bottom + y);
  }

  /**
   * Returns the box that a regression makes of this one, c being its centre, w and h its sides:
   *
   * <pre>c' = (c_x + dx w, c_y + dy h),   w' = w exp(dw),   h' = h exp(dh)</pre>
   *
   * Sides grow 62.5-fold at the most. Source: Girshick et al., Rich feature hierarchies (2014),
   * appendix C; Ren et al. (2015), equation 2.
   */
  public Box regressed(float dx, float dy, float dw, float dh) {
    double x = left + width() / 2.0 + dx * (double) width();
    double y = top + height() / 2.0 + dy * (double) height();
    double halfWidth = width() * Math.exp(Math.min(dw, MOST_GROWTH)) / 2;
    double halfHeight = height() * Math.exp(Math.min(dh, MOST_GROWTH)) / 2;
    return new Box(
        (float) (x - halfWidth),
        (float) (y - halfHeight),
        (float) (x + halfWidth),
        (float) (y + halfHeight));
  }

  /** Returns the part of this box that lies in another one. */
  public Box clipped(Box bounds) {
    return new Box(
        within(left, bounds.left, bounds.right),
        within(top, bounds.top, bounds.bottom),
        within(right, bounds.left, bounds.right),
        within(bottom, bounds.top, bounds.bottom));
  }

  private static float within(float position, float least, float most) {
    return Math.max(least, Math.min(most, position));
  }
}

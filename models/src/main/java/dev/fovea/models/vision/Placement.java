package dev.fovea.models.vision;

/**
 * Where a picture lies in what a network sees: x of the network is {@code x * scaleX + left} of the
 * picture's x, likewise y; positions are in pixels, 0 being the picture's edge.
 *
 * @param scaleX pixels of the network per pixel of the picture
 * @param scaleY likewise, along the columns
 * @param left where the picture's left edge lies in the network's input
 * @param top where its upper edge lies
 */
public record Placement(double scaleX, double scaleY, double left, double top) {
  /** The picture as it is. */
  public static final Placement IDENTITY = new Placement(1, 1, 0, 0);

  /** Returns the placement after the input was scaled once more. */
  Placement scaled(double x, double y) {
    return new Placement(scaleX * x, scaleY * y, left * x, top * y);
  }

  /** Returns the placement after the input was moved. */
  Placement moved(double x, double y) {
    return new Placement(scaleX, scaleY, left + x, top + y);
  }

  /** Returns the picture's x of a position in the network's input. */
  public double toPictureX(double x) {
    return (x - left) / scaleX;
  }

  /** Returns the picture's y of a position in the network's input. */
  public double toPictureY(double y) {
    return (y - top) / scaleY;
  }

  /** Returns where a box of the picture lies in the network's input. */
  public Box toInput(Box box) {
    return new Box(
        (float) (box.left() * scaleX + left),
        (float) (box.top() * scaleY + top),
        (float) (box.right() * scaleX + left),
        (float) (box.bottom() * scaleY + top));
  }

  /** Returns where a box of the network's input lies in the picture. */
  public Box toPicture(Box box) {
    return new Box(
        (float) toPictureX(box.left()),
        (float) toPictureY(box.top()),
        (float) toPictureX(box.right()),
        (float) toPictureY(box.bottom()));
  }
}

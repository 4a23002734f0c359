package dev.fovea.models.vision;

import dev.fovea.op.Size2d;
import java.util.ArrayList;
import java.util.List;

/**
 * The boxes that a region proposal network moves: at every place of its map one of each shape and
 * size. Immutable.
 *
 * <p>A square of {@code base} pixels gives each ratio r a width and a height, w = round(sqrt(base^2
 * / r)) and h = round(w r), of two whole numbers the even one; each scale multiplies both. All are
 * centred in the square, which begins at the picture's corner and moves by {@code stride}.
 *
 * <p>Source: Ren, He, Girshick and Sun, Faster R-CNN (2015), section 3.1.1, and generate_anchors.py
 * of its authors. They name the first and the last pixel of a box, in Python from 0 (-84 to 99), in
 * MATLAB from 1 (-83 to 100); here the same box has the edges -84 and 100.
 *
 * @param base side of the square, pixels
 * @param stride pixels between two places of the map
 * @param ratios heights divided by widths
 * @param scales multiples of the square's side
 */
public record Anchors(int base, int stride, List<Double> ratios, List<Double> scales) {
  /** Nine at every 16th pixel: half, as high as wide, double; 128, 256 and 512 pixels. */
  public static final Anchors FASTER_RCNN =
      new Anchors(16, 16, List.of(0.5, 1.0, 2.0), List.of(8.0, 16.0, 32.0));

  /** Creates anchors; throws IllegalArgumentException unless all numbers are above 0. */
  public Anchors {
    ratios = List.copyOf(ratios);
    scales = List.copyOf(scales);
    boolean positive =
        ratios.stream().allMatch(ratio -> ratio > 0) && scales.stream().allMatch(side -> side > 0);
    if (base < 1 || stride < 1 || !positive || ratios.isEmpty() || scales.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "Anchors: base is %d, stride %d, ratios %s, scales %s; expected numbers above 0, and"
                  + " at least one ratio and scale",
              base, stride, ratios, scales));
    }
  }

  /** Returns how many there are at each place. */
  public int count() {
    return ratios.size() * scales.size();
  }

  /** Returns those of the first place: ratio after ratio, scale after scale. */
  public List<Box> first() {
    List<Box> boxes = new ArrayList<>();
    for (double ratio : ratios) {
      double width = Math.rint(Math.sqrt(base * base / ratio));
      double height = Math.rint(width * ratio);
      for (double scale : scales) {
        boxes.add(centred(width * scale, height * scale));
      }
    }
    return boxes;
  }

  private Box centred(double width, double height) {
    double centre = base / 2.0;
    return new Box(
        (float) (centre - width / 2),
        (float) (centre - height / 2),
        (float) (centre + width / 2),
        (float) (centre + height / 2));
  }

  /** Returns those of a whole map: row after row, place after place, as {@link #first} orders. */
  public List<Box> over(Size2d map) {
    List<Box> shapes = first();
    List<Box> boxes = new ArrayList<>(Math.multiplyExact(map.area(), shapes.size()));
    for (int y = 0; y < map.h(); y++) {
      for (int x = 0; x < map.w(); x++) {
        for (Box shape : shapes) {
          boxes.add(shape.moved((float) x * stride, (float) y * stride));
        }
      }
    }
    return boxes;
  }
}

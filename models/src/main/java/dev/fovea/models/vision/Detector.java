package dev.fovea.models.vision;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Turns a detector's scores and boxes into {@link Detection}s: those above a threshold, without
 * others of the same class that overlap them, at their place in the picture. Immutable.
 *
 * @param threshold scores must be above it
 * @param iouThreshold of two boxes of one class that have more than this part in common the one
 *     with the lower score is dropped
 * @param most boxes of a class that are kept
 * @param background whether class 0 is what is no object, as in SSD
 * @param relative whether boxes are parts of the input's size, 0 to 1; pixels otherwise
 * @param boxes what the four numbers of a box are
 */
public record Detector(
    float threshold,
    float iouThreshold,
    int most,
    boolean background,
    boolean relative,
    Boxes boxes) {

  /** What the four numbers of a box are. */
  public enum Boxes {
    /** Left, top, right, bottom. */
    CORNERS,
    /** The centre's x and y, width, height. */
    CENTRE_AND_SIZE
  }

  /** As SSD and its kin: corners, relative to the input, class 0 being the background. */
  public static final Detector SSD = new Detector(0.5f, 0.45f, 200, true, true, Boxes.CORNERS);

  /** Creates a detector; throws IllegalArgumentException if a limit is out of range. */
  public Detector {
    boolean share = iouThreshold >= 0 && iouThreshold <= 1;
    if (!Float.isFinite(threshold) || !share || most < 1) {
      throw new IllegalArgumentException(
          String.format(
              "Detector: threshold is %s, iouThreshold %s, most %d; expected a number, 0 to 1, and"
                  + " 1 or more",
              threshold, iouThreshold, most));
    }
  }

  /** Returns this detector with another threshold of scores. */
  public Detector threshold(float changed) {
    return new Detector(changed, iouThreshold, most, background, relative, boxes);
  }

  /** Returns this detector with another threshold of overlaps. */
  public Detector iouThreshold(float changed) {
    return new Detector(threshold, changed, most, background, relative, boxes);
  }

  /** Returns this detector with or without a class for the background. */
  public Detector background(boolean changed) {
    return new Detector(threshold, iouThreshold, most, changed, relative, boxes);
  }

  /** Returns this detector for boxes relative to the input, or in pixels. */
  public Detector relative(boolean changed) {
    return new Detector(threshold, iouThreshold, most, background, changed, boxes);
  }

  /** Returns this detector for boxes given in another way. */
  public Detector boxes(Boxes changed) {
    return new Detector(threshold, iouThreshold, most, background, relative, changed);
  }

  /**
   * Returns what is in one picture, best score first; boxes are cut at its edges.
   *
   * @param scores float32 [1, boxes, classes]
   * @param places float32 [1, boxes, 4]
   * @param input what the network saw, [1, channels, rows, columns]
   * @param placement where the picture lies in it
   * @param picture the picture
   * @param labels names by class, or an empty list
   * @throws IllegalArgumentException if shapes or the number of labels do not fit
   */
  public List<Detection> detect(
      Tensor scores,
      Tensor places,
      Shape input,
      Placement placement,
      Bitmap picture,
      List<String> labels) {
    check(scores.shape(), places.shape(), labels);
    int count = scores.shape().dim(1);
    int classes = scores.shape().dim(2);
    List<Detection> found = new ArrayList<>();
    try (Tensor byClass = transposed(scores.toFloats(), count, classes);
        Tensor picked = suppression().run(places, byClass)) {
      float[] numbers = places.toFloats();
      float[] values = byClass.toFloats();
      long[] indices = picked.toLongs();
      for (int i = 0; i < indices.length; i += 3) {
        int type = (int) indices[i + 1];
        int box = (int) indices[i + 2];
        if (type > 0 || !background) {
          String label = labels.isEmpty() ? Integer.toString(type) : labels.get(type);
          float score = values[type * count + box];
          found.add(place(type, label, score, numbers, 4 * box, input, placement, picture));
        }
      }
    }
    found.sort(Comparator.comparing(Detection::score).reversed());
    return found;
  }

  private void check(Shape scores, Shape places, List<String> labels) {
    boolean fit =
        scores.rank() == 3
            && places.rank() == 3
            && scores.dim(0) == 1
            && places.dim(0) == 1
            && scores.dim(1) == places.dim(1)
            && places.dim(2) == 4;
    if (!fit) {
      throw new IllegalArgumentException(
          "Detector: scores are "
              + scores
              + " and boxes "
              + places
              + "; expected [1, boxes, classes] and [1, boxes, 4]");
    }
    if (!labels.isEmpty() && labels.size() != scores.dim(2)) {
      throw new IllegalArgumentException(
          "Detector: "
              + labels.size()
              + " labels given; expected "
              + scores.dim(2)
              + (background ? ", the background first" : ""));
    }
  }

  private NonMaxSuppression suppression() {
    NonMaxSuppression.Format format =
        boxes == Boxes.CORNERS
            ? NonMaxSuppression.Format.CORNERS
            : NonMaxSuppression.Format.CENTRE_AND_SIZE;
    return new NonMaxSuppression(most, iouThreshold, threshold, format);
  }

  private static Tensor transposed(float[] scores, int boxes, int classes) {
    float[] byClass = new float[scores.length];
    for (int b = 0; b < boxes; b++) {
      for (int c = 0; c < classes; c++) {
        byClass[c * boxes + b] = scores[b * classes + c];
      }
    }
    return Tensor.of(Shape.of(1, classes, boxes), byClass);
  }

  private Detection place(
      int type,
      String label,
      float score,
      float[] numbers,
      int at,
      Shape input,
      Placement placement,
      Bitmap picture) {
    double unitX = relative ? input.dim(3) : 1;
    double unitY = relative ? input.dim(2) : 1;
    double x = numbers[at] * unitX;
    double y = numbers[at + 1] * unitY;
    double u = numbers[at + 2] * unitX;
    double v = numbers[at + 3] * unitY;
    boolean corners = boxes == Boxes.CORNERS;
    return new Detection(
        type,
        label,
        score,
        inside(placement.toPictureX(corners ? x : x - u / 2), picture.width()),
        inside(placement.toPictureY(corners ? y : y - v / 2), picture.height()),
        inside(placement.toPictureX(corners ? u : x + u / 2), picture.width()),
        inside(placement.toPictureY(corners ? v : y + v / 2), picture.height()));
  }

  private static float inside(double position, int size) {
    return (float) Math.max(0, Math.min(size, position));
  }
}

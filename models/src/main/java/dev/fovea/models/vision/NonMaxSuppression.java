package dev.fovea.models.vision;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks boxes, best score first, and drops those that overlap a picked one too much; per image and
 * class.
 *
 * <p>How many boxes remain depends on their values, so this is no operator of a graph: run it on
 * the outputs of one. Boxes of equal score keep their order. A box whose score is not above the
 * score threshold, or is NaN, is never picked. Source: ONNX NonMaxSuppression-11.
 *
 * @param maxPerClass the most boxes picked in one class of one image; 0 picks none
 * @param iouThreshold a box is dropped if its intersection with a picked one is more than this part
 *     of their union; 0 to 1
 * @param scoreThreshold boxes with this score or less are not looked at; NaN looks at all
 * @param format how boxes are given
 */
public record NonMaxSuppression(
    long maxPerClass, float iouThreshold, float scoreThreshold, Format format) {

  /** What the four numbers of a box are. */
  public enum Format {
    /** y and x of any two opposite corners, as TensorFlow gives them. */
    CORNERS,
    /** x and y of the centre, width and height, as PyTorch gives them. */
    CENTRE_AND_SIZE
  }

  /** Creates a suppression; throws IllegalArgumentException if a limit is out of range. */
  public NonMaxSuppression {
    if (maxPerClass < 0) {
      throw new IllegalArgumentException(
          "NonMaxSuppression: maxPerClass is " + maxPerClass + "; expected 0 or more");
    }
    if (!(iouThreshold >= 0 && iouThreshold <= 1)) {
      throw new IllegalArgumentException(
          "NonMaxSuppression: iouThreshold is " + iouThreshold + "; expected 0 to 1");
    }
  }

  /** Returns a suppression of boxes given by corners that looks at every box. */
  public static NonMaxSuppression of(long maxPerClass, float iouThreshold) {
    return new NonMaxSuppression(maxPerClass, iouThreshold, Float.NaN, Format.CORNERS);
  }

  /** Returns this suppression with another score threshold. */
  public NonMaxSuppression scoreThreshold(float changed) {
    return new NonMaxSuppression(maxPerClass, iouThreshold, changed, format);
  }

  /** Returns this suppression for boxes given in another way. */
  public NonMaxSuppression format(Format changed) {
    return new NonMaxSuppression(maxPerClass, iouThreshold, scoreThreshold, changed);
  }

  /**
   * Picks boxes.
   *
   * @param boxes float32 [images, boxes, 4]
   * @param scores float32 [images, classes, boxes]
   * @return int64 [picked, 3]: image, class and box; image after image, class after class, best
   *     score first; the caller closes it
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Tensor run(Tensor boxes, Tensor scores) {
    check(boxes, scores);
    int images = scores.shape().dim(0);
    int classes = scores.shape().dim(1);
    int count = scores.shape().dim(2);
    float[] corners = boxes.toFloats();
    float[] values = scores.toFloats();
    Box[] image = new Box[count];
    List<Long> picked = new ArrayList<>();
    for (int n = 0; n < images; n++) {
      for (int i = 0; i < count; i++) {
        image[i] = box(corners, 4 * (n * count + i));
      }
      for (int c = 0; c < classes; c++) {
        for (int i : pick(image, values, (n * classes + c) * count)) {
          picked.add((long) n);
          picked.add((long) c);
          picked.add((long) i);
        }
      }
    }
    long[] indices = picked.stream().mapToLong(Long::longValue).toArray();
    return Tensor.ofLongs(Shape.of(indices.length / 3, 3), indices);
  }

  private static void check(Tensor boxes, Tensor scores) {
    boolean floats =
        boxes.desc().dtype() == DType.FLOAT32 && scores.desc().dtype() == DType.FLOAT32;
    Shape b = boxes.shape();
    Shape s = scores.shape();
    boolean fit =
        b.rank() == 3
            && s.rank() == 3
            && b.dim(0) == s.dim(0)
            && b.dim(1) == s.dim(2)
            && b.dim(2) == 4;
    if (!floats || !fit) {
      throw new IllegalArgumentException(
          "NonMaxSuppression: boxes are "
              + boxes.desc()
              + " and scores "
              + scores.desc()
              + "; expected float32 [images, boxes, 4] and [images, classes, boxes]");
    }
  }

  /** Returns the boxes picked in one class of one image. */
  private List<Integer> pick(Box[] boxes, float[] scores, int first) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < boxes.length; i++) {
      float score = scores[first + i];
      if (!Float.isNaN(score) && (Float.isNaN(scoreThreshold) || score > scoreThreshold)) {
        order.add(i);
      }
    }
    order.sort((a, b) -> Float.compare(scores[first + b], scores[first + a]));
    List<Integer> picked = new ArrayList<>();
    for (int candidate : order) {
      if (picked.size() >= maxPerClass) {
        break;
      }
      if (picked.stream().noneMatch(p -> boxes[candidate].overlaps(boxes[p], iouThreshold))) {
        picked.add(candidate);
      }
    }
    return picked;
  }

  private Box box(float[] numbers, int at) {
    float a = numbers[at];
    float b = numbers[at + 1];
    float c = numbers[at + 2];
    float d = numbers[at + 3];
    return format == Format.CORNERS
        ? new Box(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d))
        : new Box(b - d / 2, a - c / 2, b + d / 2, a + c / 2);
  }

  private record Box(float top, float left, float bottom, float right) {
    private float area() {
      return (bottom - top) * (right - left);
    }

    boolean overlaps(Box other, float threshold) {
      float height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      float width = Math.min(right, other.right) - Math.max(left, other.left);
      if (!(height > 0 && width > 0)) {
        return false;
      }
      float common = height * width;
      return common / (area() + other.area() - common) > threshold;
    }
  }
}

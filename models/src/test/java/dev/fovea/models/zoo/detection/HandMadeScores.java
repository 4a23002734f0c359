package dev.fovea.models.zoo.detection;

import dev.fovea.models.vision.Anchors;
import dev.fovea.models.vision.Box;
import dev.fovea.models.zoo.Landscape;
import dev.fovea.models.zoo.Landscape.Thing;
import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Comparator;
import java.util.List;

/**
 * What a region proposal network that has learned would say of a {@link Landscape}, thought out:
 * the score of an anchor is how much of it is covered by house, bus or tree, less how much of a
 * frame around it is; the deltas lead to the object it overlaps most.
 */
public final class HandMadeScores {
  private static final Anchors ANCHORS = Anchors.FASTER_RCNN;
  private static final float SHARPNESS = 10;

  private final Size2d size;
  private final Size2d map;
  private final List<Box> anchors;
  private final int[][] covered;

  /** Looks at a landscape. */
  public HandMadeScores(Landscape landscape) {
    this.size = new Size2d(landscape.picture().height(), landscape.picture().width());
    this.map = new Size2d(size.h() / ANCHORS.stride(), size.w() / ANCHORS.stride());
    this.anchors = ANCHORS.over(map);
    this.covered = summedUp(landscape);
  }

  /** Sums of object pixels above and to the left of every corner. */
  private int[][] summedUp(Landscape landscape) {
    int[][] sums = new int[size.h() + 1][size.w() + 1];
    for (int y = 0; y < size.h(); y++) {
      for (int x = 0; x < size.w(); x++) {
        Thing thing = landscape.at(x, y);
        int object = thing == Thing.HOUSE || thing == Thing.BUS || thing == Thing.TREE ? 1 : 0;
        sums[y + 1][x + 1] = object + sums[y][x + 1] + sums[y + 1][x] - sums[y][x];
      }
    }
    return sums;
  }

  Size2d size() {
    return size;
  }

  /** Background 0, objects by the contrast of inside and frame. */
  public Tensor scores() {
    int places = map.area();
    float[] scores = new float[2 * ANCHORS.count() * places];
    for (int i = 0; i < anchors.size(); i++) {
      int anchor = i % ANCHORS.count();
      scores[(ANCHORS.count() + anchor) * places + i / ANCHORS.count()] = score(anchors.get(i));
    }
    return Tensor.of(Shape.of(1, 2 * ANCHORS.count(), map.h(), map.w()), scores);
  }

  private float score(Box box) {
    Box frame =
        new Box(
            box.left() - box.width() / 4,
            box.top() - box.height() / 4,
            box.right() + box.width() / 4,
            box.bottom() + box.height() / 4);
    double inside = count(box);
    double outside = count(frame) - inside;
    double area = (double) box.width() * box.height();
    double frameArea = (double) frame.width() * frame.height() - area;
    return (float) (SHARPNESS * (inside / area - outside / frameArea - 0.5));
  }

  private int count(Box box) {
    Box cut = box.clipped(Box.of(size));
    int left = (int) cut.left();
    int top = (int) cut.top();
    int right = (int) cut.right();
    int bottom = (int) cut.bottom();
    return covered[bottom][right]
        - covered[top][right]
        - covered[bottom][left]
        + covered[top][left];
  }

  /** Nothing is moved. */
  public Tensor still() {
    return Tensor.of(
        Shape.of(1, 4 * ANCHORS.count(), map.h(), map.w()), new float[4 * anchors.size()]);
  }

  /** Every anchor is moved onto the object it overlaps most. */
  public Tensor deltas() {
    int places = map.area();
    float[] deltas = new float[4 * anchors.size()];
    for (int i = 0; i < anchors.size(); i++) {
      Box from = anchors.get(i);
      Box to =
          Landscape.OBJECTS.stream()
              .max(Comparator.comparingDouble(object -> overlap(from, object)))
              .orElseThrow();
      int first = 4 * (i % ANCHORS.count()) * places + i / ANCHORS.count();
      deltas[first] = (to.left() + to.right() - from.left() - from.right()) / 2 / from.width();
      deltas[first + places] =
          (to.top() + to.bottom() - from.top() - from.bottom()) / 2 / from.height();
      deltas[first + 2 * places] = (float) Math.log(to.width() / from.width());
      deltas[first + 3 * places] = (float) Math.log(to.height() / from.height());
    }
    return Tensor.of(Shape.of(1, 4 * ANCHORS.count(), map.h(), map.w()), deltas);
  }

  /** Returns the part of their union that two boxes share. */
  static double overlap(Box a, Box b) {
    double width = Math.min(a.right(), b.right()) - Math.max(a.left(), b.left());
    double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top());
    double common = Math.max(0, width) * Math.max(0, height);
    return common / (a.width() * a.height() + b.width() * b.height() - common);
  }
}

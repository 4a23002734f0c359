package dev.fovea.models.vision;

import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Turns what a region proposal network says into boxes. Immutable.
 *
 * <ol>
 *   <li>every anchor is moved as the deltas say ({@link Box#regressed});
 *   <li>boxes are cut at the edges of the picture;
 *   <li>boxes with a side below {@code smallest} are dropped;
 *   <li>the {@code considered} with the best scores remain;
 *   <li>of two that overlap by more than {@code iouThreshold} the better one remains;
 *   <li>the best {@code most} are returned.
 * </ol>
 *
 * <p>Scores of objects and background become a probability by softmax: 1 / (1 + exp(background -
 * object)). Boxes are ordered by the difference, which does not saturate. Boxes of equal score keep
 * the order of the anchors; a box that is not a number is dropped.
 *
 * <p>Source: Ren, He, Girshick and Sun, Faster R-CNN (2015), section 3.3; proposal_layer.py of its
 * authors.
 *
 * @param anchors what the network moves
 * @param smallest the least width and height, pixels of what the network saw
 * @param considered boxes that are compared with each other
 * @param iouThreshold the part two boxes may have in common
 * @param most boxes that are returned
 */
public record Proposals(
    Anchors anchors, float smallest, int considered, float iouThreshold, int most) {
  private static final String LABEL = "object";
  private static final int OBJECT = 1;

  /** As the authors test: 16 pixels, 6000 boxes considered, overlaps up to 0.7, 300 returned. */
  public static final Proposals FASTER_RCNN =
      new Proposals(Anchors.FASTER_RCNN, 16, 6000, 0.7f, 300);

  /** Creates the settings; throws IllegalArgumentException if a limit is out of range. */
  public Proposals {
    boolean share = iouThreshold >= 0 && iouThreshold <= 1;
    if (!(smallest >= 0) || considered < 1 || !share || most < 1) {
      throw new IllegalArgumentException(
          String.format(
              "Proposals: smallest is %s, considered %d, iouThreshold %s, most %d; expected 0 or"
                  + " more, 1 or more, 0 to 1, and 1 or more",
              smallest, considered, iouThreshold, most));
    }
  }

  /**
   * A box that may hold an object.
   *
   * @param box its place in what the network saw
   * @param logit the score of an object less that of the background
   */
  public record Proposal(Box box, float logit) {
    /** Returns the probability of an object. */
    public float score() {
      return (float) (1 / (1 + Math.exp(-logit)));
    }
  }

  /** Returns these settings with another least side. */
  public Proposals smallest(float changed) {
    return new Proposals(anchors, changed, considered, iouThreshold, most);
  }

  /** Returns these settings with another number of boxes that are compared. */
  public Proposals considered(int changed) {
    return new Proposals(anchors, smallest, changed, iouThreshold, most);
  }

  /** Returns these settings with another threshold of overlaps. */
  public Proposals iouThreshold(float changed) {
    return new Proposals(anchors, smallest, considered, changed, most);
  }

  /** Returns these settings with another number of boxes that are returned. */
  public Proposals most(int changed) {
    return new Proposals(anchors, smallest, considered, iouThreshold, changed);
  }

  /**
   * Returns the proposals for one picture, best first, at their place in it.
   *
   * @param scores float32 [1, 2k, rows, columns]: the background by anchor, then objects
   * @param deltas float32 [1, 4k, rows, columns]: x, y, width and height by anchor
   * @param input what the network saw, [1, channels, rows, columns]
   * @param placement where the picture lies in it
   * @param picture the picture
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public List<Detection> detect(
      Tensor scores, Tensor deltas, Shape input, Placement placement, Bitmap picture) {
    Box whole = Box.of(new Size2d(picture.height(), picture.width()));
    Box seen = placement.toInput(whole).clipped(Box.of(new Size2d(input.dim(2), input.dim(3))));
    List<Detection> found = new ArrayList<>();
    for (Proposal proposal : of(scores, deltas, seen)) {
      Box box = placement.toPicture(proposal.box()).clipped(whole);
      found.add(
          new Detection(
              OBJECT, LABEL, proposal.score(), box.left(), box.top(), box.right(), box.bottom()));
    }
    return found;
  }

  /**
   * Returns the proposals for what a network saw, best first.
   *
   * @param seen the size of what it saw
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public List<Proposal> of(Tensor scores, Tensor deltas, Size2d seen) {
    return of(scores, deltas, Box.of(seen));
  }

  private List<Proposal> of(Tensor scores, Tensor deltas, Box bounds) {
    check(scores.shape(), deltas.shape());
    List<Proposal> candidates = new ArrayList<>();
    for (Proposal moved : moved(scores, deltas)) {
      Box box = moved.box().clipped(bounds);
      // Written so that what is not a number fails.
      if (box.width() >= smallest && box.height() >= smallest && !Float.isNaN(moved.logit())) {
        candidates.add(new Proposal(box, moved.logit()));
      }
    }
    candidates.sort(Comparator.comparing(Proposal::logit).reversed());
    return apart(candidates.subList(0, Math.min(considered, candidates.size())));
  }

  private void check(Shape scores, Shape deltas) {
    int count = anchors.count();
    boolean fit =
        scores.rank() == 4
            && scores.dim(0) == 1
            && scores.dim(1) == 2 * count
            && deltas.equals(scores.with(1, 4 * count));
    if (!fit) {
      throw new IllegalArgumentException(
          String.format(
              "Proposals: scores are %s and deltas %s; expected [1, %d, rows, columns] and [1, %d,"
                  + " rows, columns] for %d anchors at each place",
              scores, deltas, 2 * count, 4 * count, count));
    }
  }

  /** Returns every anchor where the network moves it, in the order of {@link Anchors#over}. */
  private List<Proposal> moved(Tensor scores, Tensor deltas) {
    Size2d map = new Size2d(scores.shape().dim(2), scores.shape().dim(3));
    int count = anchors.count();
    int places = map.area();
    float[] s = scores.toFloats();
    float[] d = deltas.toFloats();
    List<Box> boxes = anchors.over(map);
    List<Proposal> moved = new ArrayList<>(boxes.size());
    for (int i = 0; i < boxes.size(); i++) {
      int anchor = i % count;
      int place = i / count;
      int first = 4 * anchor * places + place;
      Box box =
          boxes
              .get(i)
              .regressed(d[first], d[first + places], d[first + 2 * places], d[first + 3 * places]);
      float object = s[(count + anchor) * places + place];
      moved.add(new Proposal(box, object - s[anchor * places + place]));
    }
    return moved;
  }

  private List<Proposal> apart(List<Proposal> sorted) {
    float[] numbers = new float[4 * sorted.size()];
    float[] logits = new float[sorted.size()];
    for (int i = 0; i < logits.length; i++) {
      Box box = sorted.get(i).box();
      numbers[4 * i] = box.left();
      numbers[4 * i + 1] = box.top();
      numbers[4 * i + 2] = box.right();
      numbers[4 * i + 3] = box.bottom();
      logits[i] = sorted.get(i).logit();
    }
    List<Proposal> kept = new ArrayList<>();
    try (Tensor boxes = Tensor.of(Shape.of(1, logits.length, 4), numbers);
        Tensor scores = Tensor.of(Shape.of(1, 1, logits.length), logits);
        Tensor picked = NonMaxSuppression.of(most, iouThreshold).run(boxes, scores)) {
      long[] indices = picked.toLongs();
      for (int i = 2; i < indices.length; i += 3) {
        kept.add(sorted.get((int) indices[i]));
      }
    }
    return kept;
  }
}

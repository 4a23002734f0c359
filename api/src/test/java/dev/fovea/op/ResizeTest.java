package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.Resize.Axis;
import dev.fovea.op.Resize.Coordinates;
import dev.fovea.op.Resize.Fit;
import dev.fovea.op.Resize.Scale;
import dev.fovea.op.Resize.Size;
import dev.fovea.op.Sampling.Cubic;
import dev.fovea.op.Sampling.Linear;
import dev.fovea.op.Sampling.Nearest;
import dev.fovea.op.Sampling.Rounding;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResizeTest {

  private static ResizeTaps taps(int in, Resize op) {
    return op.taps(Shape.of(in), 0);
  }

  private static Resize to(int out, Sampling sampling, Coordinates coordinates) {
    return Resize.of(sampling, coordinates, new Axis(0, new Size(out)));
  }

  /** Returns the inputs, resized; their values are their indices. */
  private static double[] ramp(int in, Resize op) {
    ResizeTaps taps = taps(in, op);
    double[] values = new double[taps.outputs()];
    for (int o = 0; o < values.length; o++) {
      for (int tap = taps.first(o); tap < taps.end(o); tap++) {
        values[o] += taps.weight(tap) * taps.index(tap);
      }
    }
    return values;
  }

  @Test
  void coordinatesFollowTheirFormulas() {
    assertThat(ramp(4, to(8, Linear.PLAIN, Coordinates.HALF_PIXEL)))
        .containsExactly(0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3);
    assertThat(ramp(4, to(8, Linear.PLAIN, Coordinates.ASYMMETRIC)))
        .containsExactly(0, 0.5, 1, 1.5, 2, 2.5, 3, 3);
    assertThat(ramp(3, to(5, Linear.PLAIN, Coordinates.ALIGN_CORNERS)))
        .containsExactly(0, 0.5, 1, 1.5, 2);
    assertThat(ramp(4, to(8, Linear.PLAIN, Coordinates.TF_HALF_PIXEL_FOR_NN)))
        .containsExactly(0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3, 3);
    assertThat(ramp(5, to(1, Linear.PLAIN, Coordinates.HALF_PIXEL))).containsExactly(2);
    assertThat(ramp(5, to(1, Linear.PLAIN, Coordinates.PYTORCH_HALF_PIXEL))).containsExactly(0);
    assertThat(ramp(5, to(1, Linear.PLAIN, Coordinates.ALIGN_CORNERS))).containsExactly(0);
  }

  @Test
  void theNearestInputStandsAloneWhereNoneInsideWeighsAnything() {
    // Both axes shrink by the common factor 1/2; the place is 1, where only an input outside
    // weighs.
    Resize op =
        new Resize(
            List.of(new Axis(0, new Size(1)), new Axis(1, new Size(1))),
            Fit.NOT_LARGER,
            new Cubic(-0.75f, false, true),
            Coordinates.TF_HALF_PIXEL_FOR_NN,
            0);
    ResizeTaps taps = op.taps(Shape.of(1, 2), 0);
    assertThat(taps.outputs()).isEqualTo(1);
    assertThat(taps.end(0) - taps.first(0)).isEqualTo(1);
    assertThat(taps.index(0)).isZero();
    assertThat(taps.weight(0)).isEqualTo(1);
  }

  @Test
  void axesBeyondAllPicturesAreRefused() {
    List<TensorDesc> line = List.of(TensorDesc.of(4));
    Resize longest = to(Resize.MAX_EXTENT, Linear.PLAIN, Coordinates.HALF_PIXEL);
    assertThat(longest.infer(line).get(0).shape()).isEqualTo(Shape.of(1 << 16));
    Resize longer = to(Resize.MAX_EXTENT + 1, Linear.PLAIN, Coordinates.HALF_PIXEL);
    assertThatThrownBy(() -> longer.infer(line))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("would have 65537 positions; expected at most 65536");
    // Empty, so that it fits in memory; found by a damaged file.
    Resize last = Resize.of(Linear.PLAIN, Coordinates.HALF_PIXEL, new Axis(1, new Size(2)));
    assertThatThrownBy(() -> last.infer(List.of(TensorDesc.of(Integer.MAX_VALUE, 0))))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("has 2147483647 positions; expected at most 65536");
  }

  @Test
  void symmetricCoordinatesCentreWhatRoundingCutsOff() {
    // 5 inputs by 0.9 are 4.5, so 4: the centre of the output is that of the input, 2.
    Axis axis = new Axis(0, new Scale(0.9f));
    double[] values = ramp(5, Resize.of(Linear.PLAIN, Coordinates.HALF_PIXEL_SYMMETRIC, axis));
    assertThat(values).hasSize(4);
    assertThat((values[1] + values[2]) / 2).isCloseTo(2, within(1e-6));
    double[] plain = ramp(5, Resize.of(Linear.PLAIN, Coordinates.HALF_PIXEL, axis));
    assertThat((plain[1] + plain[2]) / 2).isCloseTo(2 / 0.9 - 0.5, within(1e-6));
  }

  @Test
  void cropsEndOutsideWithoutTaps() {
    Axis axis = new Axis(0, new Size(3), 0.5f, 1.5f);
    ResizeTaps taps = taps(5, Resize.of(Linear.PLAIN, Coordinates.CROP, axis));
    assertThat(taps.index(taps.first(0))).isEqualTo(2);
    assertThat(taps.index(taps.first(1))).isEqualTo(4);
    assertThat(taps.isOutside(1)).isFalse();
    assertThat(taps.isOutside(2)).isTrue();
    Axis half = new Axis(0, new Scale(2), 0.25f, 0.75f);
    assertThat(taps(4, Resize.of(Linear.PLAIN, Coordinates.CROP, half)).outputs()).isEqualTo(4);
    Axis kept = new Axis(0, new Size(5), 0.25f, 0.75f);
    assertThat(taps(5, Resize.of(Linear.PLAIN, Coordinates.CROP, kept)).isIdentity()).isFalse();
  }

  @Test
  void roundingsDifferOnHalves() {
    for (Rounding rounding : Rounding.values()) {
      double[] values = ramp(3, to(6, new Nearest(rounding), Coordinates.ASYMMETRIC));
      switch (rounding) {
        case HALF_DOWN, FLOOR, FLOOR_OR_CEIL ->
            assertThat(values).as("%s", rounding).containsExactly(0, 0, 1, 1, 2, 2);
        case HALF_UP, CEIL ->
            assertThat(values).as("%s", rounding).containsExactly(0, 1, 1, 2, 2, 2);
      }
    }
    assertThat(ramp(3, to(2, new Nearest(Rounding.FLOOR_OR_CEIL), Coordinates.ASYMMETRIC)))
        .containsExactly(0, 2);
  }

  @Test
  void placesAreRoundedAsScalesAre() {
    // 3 / 0.6f is 4.9999998 in double; the scale means 0.6, and the place is 5.
    Resize op =
        Resize.of(
            new Nearest(Rounding.FLOOR), Coordinates.ASYMMETRIC, new Axis(0, new Scale(0.6f)));
    assertThat(ramp(10, op)).containsExactly(0, 1, 3, 5, 6, 8);
    assertThat(
            taps(10, Resize.of(Linear.PLAIN, Coordinates.ASYMMETRIC, new Axis(0, new Scale(0.7f))))
                .outputs())
        .isEqualTo(7);
  }

  @Test
  void cubicWeightsAreThoseOfKeys() {
    ResizeTaps taps = taps(8, to(16, Cubic.of(-0.5f), Coordinates.ASYMMETRIC));
    assertThat(taps.end(7) - taps.first(7)).isEqualTo(4);
    double[] half = {-0.0625, 0.5625, 0.5625, -0.0625};
    for (int k = 0; k < 4; k++) {
      assertThat(taps.index(taps.first(7) + k)).isEqualTo(2 + k);
      assertThat(taps.weight(taps.first(7) + k)).isEqualTo(half[k]);
    }
    // A whole place has one tap: the others weigh nothing.
    assertThat(taps.end(6) - taps.first(6)).isEqualTo(1);
    // At the border the nearest input stands in for the one outside, or is left out.
    assertThat(taps.weight(taps.first(1))).isEqualTo(half[0] + half[1]);
    ResizeTaps cut = taps(8, to(16, new Cubic(-0.5f, false, true), Coordinates.ASYMMETRIC));
    assertThat(cut.weight(cut.first(1))).isEqualTo(half[1] / (1 - half[0]));
  }

  @Test
  void antialiasStretchesTheFilter() {
    ResizeTaps taps = taps(8, to(2, new Linear(true, false), Coordinates.HALF_PIXEL));
    // The place is 1.5 and the filter four times as wide: distances 0.5, 1.5, 2.5 and 3.5.
    double sum = 7 + 5 + 3 + 1;
    assertThat(taps.index(taps.first(0))).isZero();
    assertThat(taps.weight(taps.first(0))).isEqualTo((5 + 3 + 1) / sum / 2);
    assertThat(taps.weight(taps.first(0) + 1)).isEqualTo(7 / sum / 2);
    assertThat(ramp(4, to(8, new Linear(true, false), Coordinates.HALF_PIXEL)))
        .containsExactly(ramp(4, to(8, Linear.PLAIN, Coordinates.HALF_PIXEL)));
  }

  @Test
  void fitsChooseOneScale() {
    List<Axis> axes = List.of(new Axis(0, new Size(6)), new Axis(1, new Size(5)));
    Shape src = Shape.of(4, 5);
    assertThat(shape(new Resize(axes, Fit.STRETCH, Linear.PLAIN, Coordinates.ASYMMETRIC, 0), src))
        .isEqualTo(Shape.of(6, 5));
    assertThat(
            shape(new Resize(axes, Fit.NOT_LARGER, Linear.PLAIN, Coordinates.ASYMMETRIC, 0), src))
        .isEqualTo(Shape.of(4, 5));
    // 7.5 is rounded up.
    assertThat(
            shape(new Resize(axes, Fit.NOT_SMALLER, Linear.PLAIN, Coordinates.ASYMMETRIC, 0), src))
        .isEqualTo(Shape.of(6, 8));
  }

  private static Shape shape(Resize op, Shape src) {
    return op.infer(List.of(TensorDesc.of(src))).get(0).shape();
  }

  @Test
  void aScaleOfOneLeavesAnAxisAlone() {
    Resize op =
        Resize.of(
            new Nearest(Rounding.CEIL),
            Coordinates.TF_HALF_PIXEL_FOR_NN,
            new Axis(0, new Scale(1)),
            new Axis(1, new Scale(2)));
    assertThat(op.taps(Shape.of(3, 2), 0).isIdentity()).isTrue();
    assertThat(op.taps(Shape.of(3, 2), 1).isIdentity()).isFalse();
    assertThat(shape(op, Shape.of(0, 2))).isEqualTo(Shape.of(0, 4));
  }

  @Test
  void receptiveFieldsCoverTheTaps() {
    Resize twice =
        Resize.of(
            Linear.PLAIN,
            Coordinates.HALF_PIXEL,
            new Axis(2, new Scale(2)),
            new Axis(3, new Size(4)));
    ReceptiveField field =
        ReceptiveField.INPUT.then(twice.receptiveFieldStep(List.of(TensorDesc.of(1, 1, 8, 8))));
    assertThat(field.height()).isEqualTo(2);
    assertThat(field.jumpH()).isEqualTo(0.5);
    assertThat(field.centreH()).isEqualTo(-0.25);
    assertThat(field.width()).isEqualTo(2);
    assertThat(field.jumpW()).isEqualTo(2);
    assertThat(twice.receptiveFieldStep(List.of(TensorDesc.of(1, 8))))
        .isEqualTo(ReceptiveField.Step.POINTWISE);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new Scale(0)).hasMessageContaining("scale is 0.0; expected above 0");
    assertThatThrownBy(() -> new Scale(Float.NaN)).hasMessageContaining("scale is NaN");
    assertThatThrownBy(() -> new Size(0)).hasMessageContaining("size is 0; expected 1 or more");
    assertThatThrownBy(() -> new Axis(-1, new Size(1))).hasMessageContaining("axis is -1");
    assertThatThrownBy(() -> new Axis(0, new Size(1), 0, Float.POSITIVE_INFINITY))
        .hasMessageContaining("crop of axis 0");
    assertThatThrownBy(() -> Cubic.of(Float.NaN)).hasMessageContaining("cubic coefficient");
    Axis axis = new Axis(0, new Scale(0.4f));
    assertThatThrownBy(() -> Resize.of(Linear.PLAIN, Coordinates.ASYMMETRIC, axis, axis))
        .hasMessageContaining("axis 0 is listed twice");
    assertThatThrownBy(
            () -> new Resize(List.of(axis), Fit.NOT_LARGER, Linear.PLAIN, Coordinates.CROP, 0))
        .hasMessageContaining("expected sizes only for fit NOT_LARGER");
    Resize op = Resize.of(Linear.PLAIN, Coordinates.ASYMMETRIC, axis);
    assertThat(shape(op, Shape.of(2))).isEqualTo(Shape.of(0));
    Axis backwards = new Axis(0, new Scale(1), 1, 0);
    Resize crop = Resize.of(Linear.PLAIN, Coordinates.CROP, backwards);
    assertThatThrownBy(() -> shape(crop, Shape.of(2)))
        .hasMessageContaining("axis 0 of [2] would have -2 positions; expected 0 or more");
    assertThatThrownBy(() -> shape(op, Shape.of())).hasMessageContaining("less than the rank");
    assertThatThrownBy(() -> op.infer(List.of(TensorDesc.of(DType.INT64, Shape.of(9)))))
        .hasMessageContaining("src is int64; expected float32");
    assertThatThrownBy(() -> shape(to(3, Linear.PLAIN, Coordinates.CROP), Shape.of(0)))
        .hasMessageContaining("is empty; expected 1 or more");
  }
}

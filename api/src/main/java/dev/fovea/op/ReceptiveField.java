package dev.fovea.op;

import java.util.Locale;

/**
 * The part of a network's input that one output position depends on, along one axis pair.
 *
 * <p>With size r, distance j between neighbouring positions and first centre c, a step with extent
 * e, stride s and begin padding p gives r' = r + (e - 1) j, j' = s j, c' = c + ((e - 1) / 2 - p) j.
 * A step that upsamples by u (transposed convolution) divides: j' = j / u, r' = r + (ceil(e / u) -
 * 1) j.
 *
 * <p>Source: Araujo, Norris and Sim, Computing receptive fields of convolutional neural networks
 * (Distill, 2019).
 *
 * @param height size along the height, in input rows
 * @param width size along the width, in input columns
 * @param jumpH input rows between two neighbouring outputs
 * @param jumpW input columns between two neighbouring outputs
 * @param centreH row of the first output's centre; 0 is the centre of the first input row
 * @param centreW column of the first output's centre
 */
public record ReceptiveField(
    double height, double width, double jumpH, double jumpW, double centreH, double centreW) {

  /** One input position sees itself. */
  public static final ReceptiveField INPUT = new ReceptiveField(1, 1, 1, 1, 0, 0);

  /**
   * What one operator does to a receptive field.
   *
   * @param extent input positions that one output reads
   * @param strides distance between what neighbouring outputs read
   * @param upsampling how many outputs one input spreads over
   * @param padTop begin padding, rows
   * @param padLeft begin padding, columns
   */
  public record Step(Size2d extent, Size2d strides, Size2d upsampling, int padTop, int padLeft) {
    /** Reads the same position only. */
    public static final Step POINTWISE = new Step(Size2d.ONE, Size2d.ONE, Size2d.ONE, 0, 0);

    /** Returns the step of an operator that reads a whole map of this size. */
    static Step whole(Size2d map) {
      return new Step(map, Size2d.ONE, Size2d.ONE, 0, 0);
    }

    /** Returns the step of a sliding window. */
    static Step of(Window2d window, Size2d input) {
      Padding.Explicit pads = window.pads(input);
      return new Step(window.extent(), window.strides(), Size2d.ONE, pads.top(), pads.left());
    }
  }

  /** Returns the field of an operator that stands behind this one. */
  public ReceptiveField then(Step step) {
    Size2d up = step.upsampling();
    return new ReceptiveField(
        height + (Window2d.ceilDiv(step.extent().h(), up.h()) - 1) * jumpH,
        width + (Window2d.ceilDiv(step.extent().w(), up.w()) - 1) * jumpW,
        jumpH * step.strides().h() / up.h(),
        jumpW * step.strides().w() / up.w(),
        centreH + centreShift(step.extent().h(), step.padTop(), up.h()) * jumpH,
        centreW + centreShift(step.extent().w(), step.padLeft(), up.w()) * jumpW);
  }

  /** Returns the smallest field that covers two branches which meet; both must have equal jumps. */
  public ReceptiveField union(ReceptiveField other) {
    return new ReceptiveField(
        Math.max(height, other.height),
        Math.max(width, other.width),
        Math.max(jumpH, other.jumpH),
        Math.max(jumpW, other.jumpW),
        Math.min(centreH, other.centreH),
        Math.min(centreW, other.centreW));
  }

  /**
   * Transposed: output o reads inputs i with o = i u - p + k, so output 0 is centred on input (p -
   * (e - 1) / 2) / u; without upsampling output 0 is centred on (e - 1) / 2 - p.
   */
  private static double centreShift(int extent, int pad, int upsampling) {
    double shift = (extent - 1) / 2.0 - pad;
    return upsampling == 1 ? shift : -shift / upsampling;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.0fx%.0f every %sx%s", height, width, shortest(jumpH), shortest(jumpW));
  }

  private static String shortest(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Float.toString((float) value);
  }
}

package dev.fovea.op;

import static dev.fovea.op.Checks.require;

/**
 * How the inputs around a place x are weighed; the part of {@link Resize} that acts along one axis.
 *
 * <p>{@link Linear} and {@link Cubic} give input i the weight k(t (i - x)), k being their filter
 * and t = 1, divided by the sum of all weights. With antialias a filter is stretched where the
 * output is smaller: t = min(1, scale). Without excludeOutside the nearest input stands in for
 * those outside; with it, they are left out before the division, and where nothing is left the
 * nearest input stands alone.
 */
public sealed interface Sampling {

  /** Returns the taps of an axis of {@code in} inputs, one set for each place. */
  ResizeTaps taps(int in, float[] places, float scale, boolean crop);

  /**
   * One input: the nearest.
   *
   * @param rounding what nearest means
   */
  record Nearest(Rounding rounding) implements Sampling {
    @Override
    public ResizeTaps taps(int in, float[] places, float scale, boolean crop) {
      ResizeTaps.Builder taps = ResizeTaps.builder(in, places, crop);
      while (taps.next()) {
        taps.add(rounding.of(taps.place(), scale), 1);
      }
      return taps.build();
    }
  }

  /** Which whole number stands for a place. */
  enum Rounding {
    /** The nearest; of two the lower one. */
    HALF_DOWN,
    /** The nearest; of two the upper one. */
    HALF_UP,
    /** The next lower one. */
    FLOOR,
    /** The next upper one. */
    CEIL,
    /** The next lower one, or the next upper one where the output is smaller: ONNX Resize-10. */
    FLOOR_OR_CEIL;

    int of(float place, float scale) {
      return (int)
          switch (this) {
            case HALF_DOWN -> Math.ceil(place - 0.5);
            case HALF_UP -> Math.floor(place + 0.5);
            case FLOOR -> Math.floor(place);
            case CEIL -> Math.ceil(place);
            case FLOOR_OR_CEIL -> scale < 1 ? Math.ceil(place) : Math.floor(place);
          };
    }
  }

  /**
   * k(d) = max(0, 1 - |d|): a straight line between two inputs.
   *
   * @param antialias whether the filter is stretched where the output is smaller
   * @param excludeOutside whether inputs outside are left out
   */
  record Linear(boolean antialias, boolean excludeOutside) implements Sampling {
    /** The plain kind. */
    public static final Linear PLAIN = new Linear(false, false);

    @Override
    public ResizeTaps taps(int in, float[] places, float scale, boolean crop) {
      double stretch = antialias ? Math.min(1, scale) : 1;
      ResizeTaps.Builder taps = ResizeTaps.builder(in, places, crop);
      while (taps.next()) {
        taps.filter(1, stretch, excludeOutside, distance -> 1 - distance);
      }
      return taps.build();
    }
  }

  /**
   * With d' = |d|: k(d) = (a + 2) d'^3 - (a + 3) d'^2 + 1 up to 1, a (d'^3 - 5 d'^2 + 8 d' - 4) up
   * to 2, and 0 beyond.
   *
   * @param a the slope of the filter at 1; -0.75 and -0.5 are common
   * @param antialias whether the filter is stretched where the output is smaller
   * @param excludeOutside whether inputs outside are left out
   */
  record Cubic(float a, boolean antialias, boolean excludeOutside) implements Sampling {
    /** Creates the filter; throws OperatorException unless a is finite. */
    public Cubic {
      require(Float.isFinite(a), "Resize", "cubic coefficient is %s; expected a finite one", a);
    }

    /** Returns the plain kind. */
    public static Cubic of(float a) {
      return new Cubic(a, false, false);
    }

    @Override
    public ResizeTaps taps(int in, float[] places, float scale, boolean crop) {
      double stretch = antialias ? Math.min(1, scale) : 1;
      ResizeTaps.Builder taps = ResizeTaps.builder(in, places, crop);
      while (taps.next()) {
        taps.filter(2, stretch, excludeOutside, this::filter);
      }
      return taps.build();
    }

    private double filter(double d) {
      return d <= 1 ? ((a + 2.0) * d - (a + 3.0)) * d * d + 1 : a * (((d - 5) * d + 8) * d - 4);
    }
  }
}

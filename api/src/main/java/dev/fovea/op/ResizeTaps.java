package dev.fovea.op;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What {@link Resize} reads along one axis: for every output index some inputs in ascending order,
 * each with its weight. What weighs nothing is not listed. Immutable.
 *
 * <p>The taps of output o are numbered from {@code first(o)} to {@code end(o) - 1}. An output that
 * lies outside src (a crop may reach there) has none; the value of extrapolation stands there.
 */
public final class ResizeTaps {
  private final int in;
  private final int[] first;
  private final int[] index;
  private final double[] weight;

  private ResizeTaps(int in, int[] first, int[] index, double[] weight) {
    this.in = in;
    this.first = first;
    this.index = index;
    this.weight = weight;
  }

  /** Returns the taps of an axis that is left alone. */
  public static ResizeTaps identity(int in) {
    int[] index = new int[in + 1];
    Arrays.setAll(index, i -> i);
    double[] weight = new double[in];
    Arrays.fill(weight, 1);
    return new ResizeTaps(in, index, Arrays.copyOf(index, in), weight);
  }

  /** Returns the number of inputs. */
  public int inputs() {
    return in;
  }

  /** Returns the number of output indices. */
  public int outputs() {
    return first.length - 1;
  }

  /** Returns the first tap of an output. */
  public int first(int output) {
    return first[output];
  }

  /** Returns the tap behind the last one of an output. */
  public int end(int output) {
    return first[output + 1];
  }

  /** Tells whether an output lies outside src. */
  public boolean isOutside(int output) {
    return first[output] == first[output + 1];
  }

  /** Returns the input that a tap reads. */
  public int index(int tap) {
    return index[tap];
  }

  /** Returns the weight of a tap. */
  public double weight(int tap) {
    return weight[tap];
  }

  /** Returns the largest number of taps that an output has; 1 at least. */
  public int most() {
    int most = 1;
    for (int o = 0; o < outputs(); o++) {
      most = Math.max(most, end(o) - first(o));
    }
    return most;
  }

  /** Tells whether every output is the input of its own index. */
  public boolean isIdentity() {
    if (outputs() != in || index.length != in) {
      return false;
    }
    for (int o = 0; o < in; o++) {
      if (first[o] != o || index[o] != o || weight[o] != 1) {
        return false;
      }
    }
    return true;
  }

  /** Returns inputs between neighbouring outputs, as numerator of stride / upsampling. */
  int stride() {
    return in / divisor(in, outputs());
  }

  /** Returns outputs between neighbouring inputs, as denominator of stride / upsampling. */
  int upsampling() {
    return outputs() / divisor(in, outputs());
  }

  /** Returns the extent, in steps of an upsampled input, of an output with the most taps. */
  int extent() {
    return most() * upsampling();
  }

  /** Returns the begin padding that puts outputs where their taps have their centre. */
  int pad() {
    // The first output's own taps may be cut at the border.
    int middle = outputs() / 2;
    double centre = -(double) middle * stride() / upsampling();
    for (int tap = first(middle); tap < end(middle); tap++) {
      centre += weight(tap) * index(tap);
    }
    double half = (extent() - 1) / 2.0;
    return (int) Math.round(upsampling() == 1 ? half - centre : half + centre * upsampling());
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  static Builder builder(int in, float[] places, boolean crop) {
    return new Builder(in, places, crop);
  }

  /** Goes from place to place and collects the taps of each. */
  static final class Builder {
    private final int in;
    private final float[] places;
    private final boolean crop;
    private final int[] first;
    private int[] index;
    private double[] weight;
    private int output = -1;
    private int taps;

    private Builder(int in, float[] places, boolean crop) {
      this.in = in;
      this.places = places;
      this.crop = crop;
      this.first = new int[places.length + 1];
      this.index = new int[2 * places.length];
      this.weight = new double[2 * places.length];
    }

    /** Moves to the next place that lies in src; false if there is none. */
    boolean next() {
      do {
        output++;
        first[output] = taps;
      } while (output < places.length && crop && isOutside(place()));
      return output < places.length;
    }

    private boolean isOutside(float place) {
      return !(place >= 0 && place <= in - 1);
    }

    float place() {
      return places[output];
    }

    /** Adds weight to an input, or to the nearest one if it does not exist. */
    void add(int i, double amount) {
      int inside = Math.max(0, Math.min(in - 1, i));
      if (amount == 0) {
        return;
      }
      if (taps > first[output] && index[taps - 1] == inside) {
        weight[taps - 1] += amount;
        return;
      }
      if (taps == index.length) {
        index = Arrays.copyOf(index, 2 * taps);
        weight = Arrays.copyOf(weight, 2 * taps);
      }
      index[taps] = inside;
      weight[taps++] = amount;
    }

    /**
     * Adds the inputs within {@code reach / stretch} of the place, weighed by a filter.
     *
     * <p>Where all of them are left out, or weigh nothing, the nearest input stands alone.
     *
     * @param filter the weight of a stretched distance below {@code reach}
     */
    void filter(int reach, double stretch, boolean excludeOutside, DoubleUnaryOperator filter) {
      double place = place();
      int least = (int) Math.floor(place - reach / stretch) + 1;
      int most = (int) Math.ceil(place + reach / stretch) - 1;
      int from = excludeOutside ? Math.max(0, least) : least;
      int to = excludeOutside ? Math.min(in - 1, most) : most;
      double sum = 0;
      for (int i = from; i <= to; i++) {
        sum += filter.applyAsDouble(Math.abs(i - place) * stretch);
      }
      if (sum == 0) {
        add((int) Math.rint(place), 1);
        return;
      }
      for (int i = from; i <= to; i++) {
        add(i, filter.applyAsDouble(Math.abs(i - place) * stretch) / sum);
      }
    }

    ResizeTaps build() {
      return new ResizeTaps(in, first, Arrays.copyOf(index, taps), Arrays.copyOf(weight, taps));
    }
  }
}

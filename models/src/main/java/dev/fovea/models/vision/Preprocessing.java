package dev.fovea.models.vision;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a network wants its pictures: geometric steps, then {@code dst[c] = (pixel[c] / unit -
 * mean[c]) / std[c]} in float, a pixel being 0 to 255 and inverted before if asked for. Immutable.
 *
 * @param steps what is done to the picture, in order; the last one decides its size
 * @param colour which channels, in which order
 * @param layout the order of axes
 * @param unit the pixel value that becomes 1: 255 for a range of 0 to 1, or 1
 * @param mean subtracted, one value per channel in the order of {@code colour}
 * @param std divided by, one value per channel in the order of {@code colour}
 * @param invert whether 255 - pixel is taken, for a network that expects white on black
 */
public record Preprocessing(
    List<Step> steps,
    Colour colour,
    AxisOrder layout,
    float unit,
    List<Float> mean,
    List<Float> std,
    boolean invert) {

  /** Which channels a network reads, in which order. */
  public enum Colour {
    /** Red, green, blue. */
    RGB,
    /** Blue, green, red. */
    BGR,
    /** The luminance alone; see {@link Bitmap#toGrey}. */
    GREY;

    /** Returns the number of channels. */
    public int channels() {
      return this == GREY ? 1 : 3;
    }
  }

  /** The order of a tensor's axes. */
  public enum AxisOrder {
    /** Images, channels, rows, columns. */
    NCHW,
    /** Images, rows, columns, channels. */
    NHWC
  }

  /**
   * A picture as a network wants it; close the tensor.
   *
   * @param tensor one image
   * @param placement where the picture lies in it
   */
  public record Prepared(Tensor tensor, Placement placement) implements AutoCloseable {
    @Override
    public void close() {
      tensor.close();
    }
  }

  /** Creates the settings; throws IllegalArgumentException if they make no sense. */
  public Preprocessing {
    steps = List.copyOf(steps);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    require(
        mean.size() == colour.channels() && std.size() == colour.channels(),
        "mean is " + mean + " and std " + std + "; expected " + colour.channels() + " values each");
    require(
        unit > 0 && std.stream().noneMatch(value -> value == 0 || value.isNaN()),
        "unit is " + unit + " and std " + std + "; expected values above 0");
  }

  private static void require(boolean ok, String problem) {
    if (!ok) {
      throw new IllegalArgumentException("Preprocessing: " + problem);
    }
  }

  /** Returns grey values / 255, stretched to a size. */
  public static Preprocessing grey(int height, int width) {
    return plain(Colour.GREY, height, width);
  }

  /** Returns red, green and blue / 255, stretched to a size. */
  public static Preprocessing rgb(int height, int width) {
    return plain(Colour.RGB, height, width);
  }

  /**
   * Returns what torchvision's classifiers are trained with: the shorter side scaled to {@code
   * shorter}, the middle {@code size} by {@code size} of it, 0 to 1, then the mean and standard
   * deviation of ImageNet.
   */
  public static Preprocessing imageNet(int shorter, int size) {
    return rgb(size, size)
        .steps(
            new Step.ResizeShorter(shorter, Resampling.PILLOW_BILINEAR),
            new Step.CentreCrop(size, size))
        .normalise(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));
  }

  private static Preprocessing plain(Colour colour, int height, int width) {
    return new Preprocessing(
        List.of(new Step.Resize(height, width, Resampling.PILLOW_BILINEAR)),
        colour,
        AxisOrder.NCHW,
        255,
        Collections.nCopies(colour.channels(), 0f),
        Collections.nCopies(colour.channels(), 1f),
        false);
  }

  /** Returns these settings with other steps. */
  public Preprocessing steps(Step... changed) {
    return new Preprocessing(List.of(changed), colour, layout, unit, mean, std, invert);
  }

  /** Returns these settings with another order of three channels. */
  public Preprocessing colour(Colour changed) {
    return new Preprocessing(steps, changed, layout, unit, mean, std, invert);
  }

  /** Returns these settings with another order of axes. */
  public Preprocessing layout(AxisOrder changed) {
    return new Preprocessing(steps, colour, changed, unit, mean, std, invert);
  }

  /** Returns these settings with another pixel value that becomes 1. */
  public Preprocessing unit(float changed) {
    return new Preprocessing(steps, colour, layout, changed, mean, std, invert);
  }

  /** Returns these settings with another mean and standard deviation. */
  public Preprocessing normalise(List<Float> changedMean, List<Float> changedStd) {
    return new Preprocessing(steps, colour, layout, unit, changedMean, changedStd, invert);
  }

  /** Returns these settings with inversion on or off. */
  public Preprocessing invert(boolean changed) {
    return new Preprocessing(steps, colour, layout, unit, mean, std, changed);
  }

  /** Prepares a picture; close what is returned. */
  public Prepared apply(Bitmap picture) {
    Bitmap coloured = colour == Colour.GREY ? picture.toGrey() : picture.toRgb();
    Placed placed = Placed.after(coloured, steps);
    return new Prepared(tensor(placed.bitmap()), placed.placement());
  }

  private Tensor tensor(Bitmap bitmap) {
    int width = bitmap.width();
    int height = bitmap.height();
    int channels = bitmap.channels();
    float[] values = new float[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
    boolean planes = layout == AxisOrder.NCHW;
    for (int c = 0; c < channels; c++) {
      float[] table = table(c);
      int channel = colour == Colour.BGR ? channels - 1 - c : c;
      int at = planes ? c * width * height : c;
      int step = planes ? 1 : channels;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[at] = table[bitmap.sample(x, y, channel)];
          at += step;
        }
      }
    }
    return Tensor.of(
        planes ? Shape.of(1, channels, height, width) : Shape.of(1, height, width, channels),
        values);
  }

  /** Returns what each of the 256 values of a channel becomes. */
  private float[] table(int channel) {
    float[] table = new float[256];
    for (int i = 0; i < table.length; i++) {
      float value = invert ? 255 - i : i;
      table[i] = (value / unit - mean.get(channel)) / std.get(channel);
    }
    return table;
  }

  /** Returns the size of the last step that has one, or an empty list: rows, then columns. */
  List<Integer> size() {
    List<Integer> size = new ArrayList<>();
    for (Step step : steps) {
      if (step instanceof Step.Resize resize) {
        size = List.of(resize.height(), resize.width());
      } else if (step instanceof Step.CentreCrop crop) {
        size = List.of(crop.height(), crop.width());
      } else if (step instanceof Step.Letterbox box) {
        size = List.of(box.height(), box.width());
      } else {
        size = List.of();
      }
    }
    return size;
  }
}

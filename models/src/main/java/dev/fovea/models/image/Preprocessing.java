package dev.fovea.models.image;

import java.util.Collections;
import java.util.List;

/**
 * How a network wants its pictures: {@code dst[c] = (pixel[c] / unit - mean[c]) / std[c]}, a pixel
 * being 0 to 255 and inverted before if asked for.
 *
 * @param channels 1 (grey) or 3
 * @param height rows wanted
 * @param width columns wanted
 * @param fit what happens to a picture of another aspect
 * @param order the order of three channels
 * @param unit the pixel value that becomes 1: 255 for a range of 0 to 1, or 1
 * @param mean subtracted, one value per channel in the order given
 * @param std divided by, one value per channel in the order given
 * @param invert whether 255 - pixel is taken, for a network that expects white on black
 */
public record Preprocessing(
    int channels,
    int height,
    int width,
    Fit fit,
    ChannelOrder order,
    float unit,
    List<Float> mean,
    List<Float> std,
    boolean invert) {

  /** What happens to a picture of another aspect before it is scaled. */
  public enum Fit {
    /** The whole picture is stretched to the size wanted; its aspect changes. */
    STRETCH,
    /** The largest centred part of the aspect wanted is taken. */
    CENTRE_CROP
  }

  /** The order of three channels. */
  public enum ChannelOrder {
    /** Red, green, blue. */
    RGB,
    /** Blue, green, red. */
    BGR
  }

  /** Creates the settings; throws IllegalArgumentException if they make no sense. */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    require(channels == 1 || channels == 3, "channels is " + channels + "; expected 1 or 3");
    require(
        height >= 1 && width >= 1 && (long) channels * height * width <= Integer.MAX_VALUE / 4,
        "size is " + height + "x" + width + "; expected at least 1x1 and less than 2 GiB");
    require(
        mean.size() == channels && std.size() == channels,
        "mean is " + mean + " and std " + std + "; expected " + channels + " values each");
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
    return plain(1, height, width);
  }

  /** Returns red, green and blue / 255, stretched to a size. */
  public static Preprocessing rgb(int height, int width) {
    return plain(3, height, width);
  }

  private static Preprocessing plain(int channels, int height, int width) {
    return new Preprocessing(
        channels,
        height,
        width,
        Fit.STRETCH,
        ChannelOrder.RGB,
        255,
        Collections.nCopies(channels, 0f),
        Collections.nCopies(channels, 1f),
        false);
  }

  /** Returns these settings with another fit. */
  public Preprocessing fit(Fit changed) {
    return new Preprocessing(channels, height, width, changed, order, unit, mean, std, invert);
  }

  /** Returns these settings with another order of channels. */
  public Preprocessing order(ChannelOrder changed) {
    return new Preprocessing(channels, height, width, fit, changed, unit, mean, std, invert);
  }

  /** Returns these settings with another pixel value that becomes 1. */
  public Preprocessing unit(float changed) {
    return new Preprocessing(channels, height, width, fit, order, changed, mean, std, invert);
  }

  /** Returns these settings with another mean and standard deviation. */
  public Preprocessing normalise(List<Float> changedMean, List<Float> changedStd) {
    return new Preprocessing(
        channels, height, width, fit, order, unit, changedMean, changedStd, invert);
  }

  /** Returns these settings with inversion on or off. */
  public Preprocessing invert(boolean changed) {
    return new Preprocessing(channels, height, width, fit, order, unit, mean, std, changed);
  }
}

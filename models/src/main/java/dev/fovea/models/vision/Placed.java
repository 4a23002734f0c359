package dev.fovea.models.vision;

import java.util.List;

/**
 * A picture on its way to a network, and where the original lies in it.
 *
 * @param bitmap the picture
 * @param placement how positions in the original map to it
 */
record Placed(Bitmap bitmap, Placement placement) {

  static Placed after(Bitmap picture, List<Step> steps) {
    Placed placed = new Placed(picture, Placement.IDENTITY);
    for (Step step : steps) {
      placed = placed.after(step);
    }
    return placed;
  }

  private Placed after(Step step) {
    if (step instanceof Step.Resize resize) {
      return resized(resize.height(), resize.width(), resize.resampling());
    }
    if (step instanceof Step.ResizeShorter resize) {
      return resizedShorter(resize);
    }
    if (step instanceof Step.CentreCrop crop) {
      return cropped(crop.height(), crop.width());
    }
    if (step instanceof Step.CropToAspect crop) {
      return croppedToAspect(crop);
    }
    return letterboxed((Step.Letterbox) step);
  }

  private Placed resized(int height, int width, Resampling resampling) {
    double x = (double) width / bitmap.width();
    double y = (double) height / bitmap.height();
    return new Placed(resampling.resize(bitmap, width, height), placement.scaled(x, y));
  }

  private Placed resizedShorter(Step.ResizeShorter step) {
    int width = bitmap.width();
    int height = bitmap.height();
    long shorter = step.shorter();
    return width <= height
        ? resized(Bitmaps.extent(shorter * height / width), step.shorter(), step.resampling())
        : resized(step.shorter(), Bitmaps.extent(shorter * width / height), step.resampling());
  }

  private Placed cropped(int height, int width) {
    int left = (int) Math.rint((bitmap.width() - width) / 2.0);
    int top = (int) Math.rint((bitmap.height() - height) / 2.0);
    return part(left, top, width, height, 0);
  }

  private Placed croppedToAspect(Step.CropToAspect step) {
    double common =
        Math.min((double) bitmap.width() / step.width(), (double) bitmap.height() / step.height());
    int width = Math.max(1, (int) Math.rint(common * step.width()));
    int height = Math.max(1, (int) Math.rint(common * step.height()));
    return cropped(Math.min(height, bitmap.height()), Math.min(width, bitmap.width()));
  }

  private Placed letterboxed(Step.Letterbox step) {
    double scale =
        Math.min((double) step.width() / bitmap.width(), (double) step.height() / bitmap.height());
    int width = Math.max(1, Math.min(step.width(), (int) Math.rint(bitmap.width() * scale)));
    int height = Math.max(1, Math.min(step.height(), (int) Math.rint(bitmap.height() * scale)));
    int left = (step.width() - width) / 2;
    int top = (step.height() - height) / 2;
    return resized(height, width, step.resampling())
        .part(-left, -top, step.width(), step.height(), step.fill());
  }

  private Placed part(int left, int top, int width, int height, int fill) {
    return new Placed(bitmap.part(left, top, width, height, fill), placement.moved(-left, -top));
  }
}

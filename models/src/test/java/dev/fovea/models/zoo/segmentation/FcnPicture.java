package dev.fovea.models.zoo.segmentation;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Mask;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Landscape;
import dev.fovea.models.zoo.Panels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Draws docs/images/fcn.png: a landscape, and what FCN-32s, -16s and -8s make of it. */
public final class FcnPicture {
  private FcnPicture() {}

  /** Writes the picture to the path given. */
  public static void main(String[] args) throws IOException {
    Bitmap picture = Landscape.draw(0.5).picture();
    List<BufferedImage> panels = new ArrayList<>();
    panels.add(picture.toImage());
    for (Architecture fcn : Fcn.all()) {
      Mask mask = FcnStridesTest.mask(fcn, picture);
      panels.add(mask.over(picture.toGrey(), 0.7).toImage());
    }
    Panels.write(Path.of(args[0]), panels);
  }
}

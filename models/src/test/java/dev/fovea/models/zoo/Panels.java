package dev.fovea.models.zoo;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures of one size side by side, two in a row if there are four. */
public final class Panels {
  private static final int GAP = 8;

  private Panels() {}

  /** Writes a PNG file. */
  public static void write(Path file, List<BufferedImage> panels) throws IOException {
    int columns = panels.size() == 4 ? 2 : panels.size();
    int rows = panels.size() / columns;
    int width = panels.get(0).getWidth();
    int height = panels.get(0).getHeight();
    BufferedImage all =
        new BufferedImage(
            columns * (width + GAP) - GAP,
            rows * (height + GAP) - GAP,
            BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = all.createGraphics();
    for (int i = 0; i < panels.size(); i++) {
      int x = i % columns * (width + GAP);
      int y = i / columns * (height + GAP);
      graphics.drawImage(panels.get(i), x, y, null);
    }
    graphics.dispose();
    ImageIO.write(all, "png", file.toFile());
  }
}

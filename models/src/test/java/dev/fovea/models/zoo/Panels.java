package dev.fovea.models.zoo;

import dev.fovea.models.vision.Bitmap;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Pictures of one size side by side, two in a row if there are four. */
public final class Panels {
  private static final int GAP = 8;

  private Panels() {}

  /** Puts them together. */
  public static Bitmap joined(List<BufferedImage> panels) {
    int columns = panels.size() == 4 ? 2 : panels.size();
    int rows = panels.size() / columns;
    int width = panels.get(0).getWidth();
    int height = panels.get(0).getHeight();
    BufferedImage all =
        new BufferedImage(
            columns * (width + GAP) - GAP, rows * (height + GAP) - GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
    for (int i = 0; i < panels.size(); i++) {
      int x = i % columns * (width + GAP);
      int y = i / columns * (height + GAP);
      graphics.drawImage(panels.get(i), x, y, null);
    }
    graphics.dispose();
    return Bitmap.of(all);
  }
}

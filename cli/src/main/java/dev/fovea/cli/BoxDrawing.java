package dev.fovea.cli;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Detection;
import dev.fovea.models.vision.Palette;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** Draws boxes with their names over a picture. */
final class BoxDrawing {
  private BoxDrawing() {}

  static BufferedImage over(Bitmap picture, List<Detection> found) {
    BufferedImage image = picture.toImage();
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      int side = Math.min(image.getWidth(), image.getHeight());
      float line = Math.max(1.5f, side / 250f);
      graphics.setStroke(new BasicStroke(line));
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(10, side / 40)));
      for (Detection one : found) {
        draw(graphics, one);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private static void draw(Graphics2D graphics, Detection one) {
    Color colour = new Color(Palette.colour(one.index() + 2));
    graphics.setColor(colour);
    graphics.draw(
        new Rectangle2D.Float(
            one.left(), one.top(), one.right() - one.left(), one.bottom() - one.top()));
    String text = String.format(Locale.ROOT, "%s %.0f %%", one.label(), 100 * one.score());
    int height = graphics.getFontMetrics().getHeight();
    int width = graphics.getFontMetrics().stringWidth(text) + height / 2;
    float top = one.top() >= height ? one.top() - height : one.top();
    graphics.fill(new Rectangle2D.Float(one.left(), top, width, height));
    graphics.setColor(Color.WHITE);
    graphics.drawString(
        text, one.left() + height / 4f, top + graphics.getFontMetrics().getAscent());
  }
}

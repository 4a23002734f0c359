package dev.fovea.models.vision;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** Draws boxes with their names and scores over a picture. */
public final class BoxDrawing {
  private static final Color EDGE = new Color(255, 255, 255, 180);

  private BoxDrawing() {}

  /**
   * Returns a picture with boxes over it, each in the colour of its class, the first one on top.
   *
   * @param found places in the picture, best first
   */
  public static BufferedImage over(Bitmap picture, List<Detection> found) {
    BufferedImage image = picture.toImage();
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      int side = Math.min(image.getWidth(), image.getHeight());
      float line = Math.max(1.5f, side / 250f);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(10, side / 40)));
      for (int i = found.size() - 1; i >= 0; i--) {
        draw(graphics, found.get(i), line);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private static void draw(Graphics2D graphics, Detection one, float line) {
    Rectangle2D box =
        new Rectangle2D.Float(
            one.left(), one.top(), one.right() - one.left(), one.bottom() - one.top());
    // A light edge on both sides of the line, which may have the colour of what lies under it.
    graphics.setColor(EDGE);
    graphics.setStroke(new BasicStroke(2 * line));
    graphics.draw(box);
    graphics.setColor(new Color(Palette.colour(one.index() + 2)));
    graphics.setStroke(new BasicStroke(line));
    graphics.draw(box);
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

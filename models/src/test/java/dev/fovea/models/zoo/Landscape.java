package dev.fovea.models.zoo;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Box;
import dev.fovea.models.vision.Mask;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A landscape of flat colours, 640 x 480 times a scale. What a pixel shows can be told by its red:
 * 51 times the number of {@link Thing}.
 */
public final class Landscape {
  /** The house, the bus and the tree, where they stand at scale 1. */
  public static final List<Box> OBJECTS =
      List.of(new Box(60, 210, 190, 340), new Box(300, 300, 490, 395), new Box(520, 150, 610, 330));

  private static final int RED_STEP = 51;

  private final BufferedImage image;

  /** What a landscape is made of, in the order of its red. */
  public enum Thing {
    /** Above all. */
    SKY(150, 225),
    /** Grass. */
    MEADOW(150, 60),
    /** In autumn. */
    TREE(80, 20),
    /** Grey. */
    ROAD(150, 150),
    /** With a pointed roof. */
    HOUSE(70, 60),
    /** Yellow. */
    BUS(200, 40);

    private final Color colour;

    Thing(int green, int blue) {
      this.colour = new Color(RED_STEP * ordinal(), green, blue);
    }
  }

  private Landscape(BufferedImage image) {
    this.image = image;
  }

  /** Draws it. */
  public static Landscape draw(double scale) {
    BufferedImage image =
        new BufferedImage((int) (640 * scale), (int) (480 * scale), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setTransform(AffineTransform.getScaleInstance(scale, scale));
    fill(graphics, Thing.SKY, 0, 0, 640, 0, 640, 480, 0, 480);
    fill(graphics, Thing.MEADOW, 0, 290, 180, 260, 420, 250, 640, 300, 640, 480, 0, 480);
    fill(graphics, Thing.ROAD, 0, 350, 640, 380, 640, 440, 0, 410);
    fill(graphics, Thing.HOUSE, 60, 340, 60, 265, 125, 210, 190, 265, 190, 340);
    fill(
        graphics, Thing.TREE, 565, 150, 610, 310, 575, 310, 575, 330, 555, 330, 555, 310, 520, 310);
    fill(graphics, Thing.BUS, 300, 300, 470, 300, 490, 320, 490, 395, 300, 395);
    graphics.dispose();
    return new Landscape(image);
  }

  private static void fill(Graphics2D graphics, Thing thing, int... corners) {
    Polygon polygon = new Polygon();
    for (int i = 0; i < corners.length; i += 2) {
      polygon.addPoint(corners[i], corners[i + 1]);
    }
    graphics.setColor(thing.colour);
    graphics.fill(polygon);
  }

  /** Returns the picture. */
  public Bitmap picture() {
    return Bitmap.of(image);
  }

  /** Returns what a pixel shows. */
  public Thing at(int x, int y) {
    return Thing.values()[(image.getRGB(x, y) >> 16 & 0xff) / RED_STEP];
  }

  /** Returns the share of pixels that a mask is right about. */
  public double right(Mask mask) {
    int right = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        right += mask.at(x, y) == at(x, y).ordinal() ? 1 : 0;
      }
    }
    return (double) right / mask.width() / mask.height();
  }
}

package dev.fovea.models.vision;

/** Colours that can be told apart, one for each class: the palette of PASCAL VOC. */
public final class Palette {
  private Palette() {}

  /**
   * Returns a class's colour, 0xRRGGBB; class 0 is black. Bits 0, 1 and 2 of the number become the
   * highest bits of red, green and blue, bits 3, 4 and 5 the next ones (VOCdevkit,
   * VOClabelcolormap).
   */
  public static int colour(int index) {
    int red = 0;
    int green = 0;
    int blue = 0;
    int rest = index;
    for (int bit = 7; bit >= 0 && rest > 0; bit--) {
      red |= (rest & 1) << bit;
      green |= (rest >> 1 & 1) << bit;
      blue |= (rest >> 2 & 1) << bit;
      rest >>= 3;
    }
    return red << 16 | green << 8 | blue;
  }
}

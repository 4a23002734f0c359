package dev.fovea.models.vision;

/** Colours for numbers from low to high, equally bright steps apart: viridis, of matplotlib. */
final class ColourScale {
  private static final int[] STOPS = {
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725
  };

  private ColourScale() {}

  /** Returns the colour of a number from 0 to 1, 0xRRGGBB; others take the nearer end's. */
  static int colour(double value) {
    double place = Math.max(0, Math.min(1, value)) * (STOPS.length - 1);
    int stop = Math.min(STOPS.length - 2, (int) place);
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = STOPS[stop] >> shift & 0xff;
      int to = STOPS[stop + 1] >> shift & 0xff;
      colour |= (int) Math.round(from + (place - stop) * (to - from)) << shift;
    }
    return colour;
  }
}

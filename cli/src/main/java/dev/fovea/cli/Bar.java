package dev.fovea.cli;

/** A horizontal bar for a share between 0 and 1. */
final class Bar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
  private static final char FULL = '█';

  private Bar() {}

  /**
   * Returns a bar padded to {@code width} characters, in eighths of one where Unicode can be shown.
   */
  static String of(double share, int width, boolean unicode) {
    double limited = Double.isNaN(share) ? 0 : Math.max(0, Math.min(1, share));
    if (!unicode) {
      int full = (int) Math.round(limited * width);
      return "#".repeat(full) + " ".repeat(width - full);
    }
    int eighths = (int) Math.round(limited * width * 8);
    StringBuilder bar = new StringBuilder(String.valueOf(FULL).repeat(eighths / 8));
    if (eighths % 8 > 0) {
      bar.append(EIGHTHS.charAt(eighths % 8));
    }
    return bar.append(" ".repeat(width - bar.length())).toString();
  }
}

package dev.fovea.bench.peers;

import java.util.Locale;

/** How far the instrument's answer moved between two runs. */
final class Repetition {
  private Repetition() {}

  /** Returns, for each peer and number of threads, both geometric means and their difference. */
  static String compare(Results older, Results newer) {
    Figures before = new Figures(older);
    Figures after = new Figures(newer);
    MarkdownTable table = new MarkdownTable("engine", ">threads", ">before", ">after", ">moved");
    for (int threads : after.threads()) {
      for (String peer : after.peers()) {
        double was = before.ratios(peer, threads).geometricMean();
        double is = after.ratios(peer, threads).geometricMean();
        table.row(
            peer,
            String.valueOf(threads),
            String.format(Locale.ROOT, "%.3f", was),
            String.format(Locale.ROOT, "%.3f", is),
            String.format(Locale.ROOT, "%+.1f %%", 100 * (is / was - 1)));
      }
    }
    return table.toString();
  }
}

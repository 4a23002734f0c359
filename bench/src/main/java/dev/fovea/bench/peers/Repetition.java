package dev.fovea.bench.peers;

import java.util.Locale;

/** How far the instrument's answer moved between two runs. */
final class Repetition {
  private Repetition() {}

  /**
   * Returns, for each peer and number of threads, both geometric means and their difference, over
   * the networks that the peer ran both times.
   */
  static String compare(Results older, Results newer) {
    MarkdownTable table =
        new MarkdownTable("engine", ">threads", ">networks", ">before", ">after", ">moved");
    for (int threads : new Figures(newer).threads()) {
      for (String peer : new Figures(newer).peers()) {
        Figures.Ratios was = new Figures(shared(older, newer, peer)).ratios(peer, threads);
        Figures.Ratios is = new Figures(shared(newer, older, peer)).ratios(peer, threads);
        if (is.count() > 0) {
          table.row(
              peer,
              String.valueOf(threads),
              String.valueOf(is.count()),
              String.format(Locale.ROOT, "%.3f", was.geometricMean()),
              String.format(Locale.ROOT, "%.3f", is.geometricMean()),
              String.format(
                  Locale.ROOT, "%+.1f %%", 100 * (is.geometricMean() / was.geometricMean() - 1)));
        }
      }
    }
    return table.toString();
  }

  /** Returns what there is of results where the peer has a ratio in the others as well. */
  private static Results shared(Results results, Results others, String peer) {
    return new Results(
        results.machine(),
        results.comparisons().stream()
            .filter(one -> hasRatio(one, peer))
            .filter(
                one ->
                    others.comparisons().stream()
                        .anyMatch(other -> other.matches(one) && hasRatio(other, peer)))
            .toList());
  }

  private static boolean hasRatio(Comparison comparison, String peer) {
    return comparison.row(peer).isPresent() && comparison.row(Peer.JUDGE).isPresent();
  }
}

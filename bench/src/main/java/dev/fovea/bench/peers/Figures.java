package dev.fovea.bench.peers;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** What several comparisons say together. */
final class Figures {
  /** How the names of Fovea's own peers begin. */
  static final String OURS = "Fovea";

  private final Results results;

  Figures(Results results) {
    this.results = results;
  }

  /** Returns the peers, in the order of their first rows. */
  Set<String> peers() {
    Set<String> peers = new LinkedHashSet<>();
    for (Comparison comparison : results.comparisons()) {
      comparison.rows().forEach(row -> peers.add(row.peer()));
    }
    return peers;
  }

  /** Returns the numbers of threads, in order. */
  Set<Integer> threads() {
    Set<Integer> threads = new TreeSet<>();
    results.comparisons().forEach(comparison -> threads.add(comparison.threads()));
    return threads;
  }

  /** Returns the comparisons with so many threads. */
  List<Comparison> of(int threads) {
    return results.comparisons().stream().filter(one -> one.threads() == threads).toList();
  }

  /** Returns how many times longer than the judge a row took; nothing without the judge. */
  static OptionalDouble toJudge(Comparison comparison, Row row) {
    return comparison.row(Peer.JUDGE).stream()
        .mapToDouble(judge -> row.times().ratioTo(judge.times()))
        .findFirst();
  }

  /** Returns how many times longer than the fastest engine that is not ours a row took. */
  static OptionalDouble toBest(Comparison comparison, Row row) {
    return comparison.best().stream()
        .mapToDouble(best -> row.times().ratioTo(best.times()))
        .findFirst();
  }

  /**
   * Several ratios in one figure.
   *
   * @param geometricMean of all
   * @param worst the largest
   * @param count how many there are
   */
  record Ratios(double geometricMean, double worst, int count) {}

  /** Returns a peer's ratios to the judge, over the networks that both ran. */
  Ratios ratios(String peer, int threads) {
    double logs = 0;
    double worst = 0;
    int count = 0;
    for (Comparison comparison : of(threads)) {
      OptionalDouble ratio =
          comparison.row(peer).stream()
              .flatMapToDouble(row -> toJudge(comparison, row).stream())
              .findFirst();
      if (ratio.isPresent()) {
        logs += Math.log(ratio.getAsDouble());
        worst = Math.max(worst, ratio.getAsDouble());
        count++;
      }
    }
    return new Ratios(Math.exp(logs / count), worst, count);
  }
}

package dev.fovea.bench.peers;

import java.util.List;
import java.util.Optional;

/**
 * One network on every peer.
 *
 * @param network its name
 * @param input the shape of its input
 * @param threads how many a run may use
 * @param multiplyAdds of one run, as the operators count them
 * @param peak what the machine could do when this was measured
 * @param rows one for each peer, those that failed included
 */
record Comparison(
    String network, String input, int threads, long multiplyAdds, Peak peak, List<Row> rows) {
  Comparison {
    rows = List.copyOf(rows);
  }

  /** Returns whether the other is of the same network with as many threads. */
  boolean matches(Comparison other) {
    return network.equals(other.network) && threads == other.threads;
  }

  Optional<Row> row(String peer) {
    return rows.stream().filter(row -> row.peer().equals(peer) && row.isTimed()).findFirst();
  }

  /** Returns the fastest row of an engine that is not ours. */
  Optional<Row> best() {
    return rows.stream()
        .filter(row -> row.isTimed() && !row.peer().startsWith(Figures.OURS))
        .min(java.util.Comparator.comparingDouble(Row::medianMillis));
  }

  /** Returns 10^9 floating-point operations a second, two for a multiply-add. */
  double gigaflops(Row row) {
    return 2 * multiplyAdds / row.times().median();
  }

  /** Returns the part of the machine's peak that a row reaches. */
  double shareOfPeak(Row row) {
    return gigaflops(row) / peak.gigaflops();
  }
}

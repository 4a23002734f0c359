package dev.fovea.bench.peers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fovea.bench.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one peer on one network.
 *
 * @param peer its name
 * @param version what it says of itself
 * @param failure why it has no times; null if it has
 * @param rounds nanoseconds of a run, the median of each round
 * @param leastNanos the fastest run of all
 * @param loadNanos from the file to being ready to run, packing of weights included
 * @param firstNanos the first run
 * @param coldNanos from the start of the JVM to the first result, the median of all starts
 * @param peakBytes the most memory the process had resident
 * @param shippedBytes the jars that somebody who uses this engine ships
 */
record Row(
    String peer,
    String version,
    @Nullable String failure,
    List<Double> rounds,
    double leastNanos,
    double loadNanos,
    double firstNanos,
    double coldNanos,
    long peakBytes,
    long shippedBytes) {
  Row {
    rounds = List.copyOf(rounds);
  }

  static Row failed(Peer peer, String why) {
    return new Row(peer.name(), "", why, List.of(), 0, 0, 0, 0, 0, peer.shippedBytes());
  }

  @JsonIgnore
  boolean isTimed() {
    return failure == null;
  }

  @JsonIgnore
  Times times() {
    return new Times(rounds.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Returns the median of the rounds' medians, for readers of the JSON. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  double medianMillis() {
    return isTimed() ? times().median() / 1e6 : 0;
  }

  /** Returns half the distance between the quartiles of the rounds, as a share of the median. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  double spread() {
    return isTimed() ? times().spread() : 0;
  }
}

package dev.fovea.bench.peers;

/**
 * How long a race takes.
 *
 * @param rounds rounds that are counted
 * @param roundMillis how long one peer's share of a round takes
 * @param warmupMillis how long each peer runs before
 * @param starts how often each peer is started, for the time of its first result
 * @param pauseMillis between two peers
 */
record RaceSettings(int rounds, int roundMillis, int warmupMillis, int starts, int pauseMillis) {
  /** How much longer than planned one peer may take in all. */
  private static final int PATIENCE = 20;

  RaceSettings {
    if (rounds < 1 || roundMillis < 1 || warmupMillis < 1 || starts < 1 || pauseMillis < 0) {
      throw new IllegalArgumentException(
          "RaceSettings: rounds "
              + rounds
              + ", round-ms "
              + roundMillis
              + ", warmup-ms "
              + warmupMillis
              + ", starts "
              + starts
              + "; expected numbers of 1 or more");
    }
  }

  /** Returns after how much time a peer is slow enough to be judged by fewer rounds. */
  long patienceMillis() {
    return (long) PATIENCE * rounds * roundMillis;
  }

  @Override
  public String toString() {
    return rounds
        + " rounds of "
        + roundMillis
        + " ms after "
        + warmupMillis
        + " ms, "
        + starts
        + " starts";
  }
}

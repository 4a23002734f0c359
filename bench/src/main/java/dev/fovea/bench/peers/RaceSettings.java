package dev.fovea.bench.peers;

/**
 * How long a race takes.
 *
 * @param rounds rounds that are counted
 * @param roundMillis how long one peer's share of a round takes
 * @param warmupMillis how long each peer runs before
 * @param starts how often each peer is started, for the time of its first result
 * @param pauseMillis between two peers
 * @param longestMillis a peer whose first run takes longer is not raced
 */
record RaceSettings(
    int rounds, int roundMillis, int warmupMillis, int starts, int pauseMillis, int longestMillis) {
  /** How much longer than planned all rounds of one peer may take. */
  private static final int PATIENCE = 3;

  RaceSettings {
    if (Math.min(Math.min(rounds, roundMillis), Math.min(warmupMillis, starts)) < 1
        || Math.min(pauseMillis, longestMillis) < 0) {
      throw new IllegalArgumentException(
          "RaceSettings: rounds "
              + rounds
              + ", round-ms "
              + roundMillis
              + ", warmup-ms "
              + warmupMillis
              + ", starts "
              + starts
              + "; expected numbers of 1 or more; pause-ms "
              + pauseMillis
              + ", longest-ms "
              + longestMillis
              + "; expected numbers of 0 or more");
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
        + (starts == 1 ? " start" : " starts");
  }
}

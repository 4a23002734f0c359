package dev.fovea.bench;

import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Round;
import java.util.ArrayList;
import java.util.List;

/**
 * Times engines in turn, A B C A B C and so on: when the machine slows down, all of them do.
 *
 * @param count rounds that are counted
 * @param roundMillis how long one engine's share of a round takes
 * @param warmupMillis how long each engine runs before
 */
record Rounds(int count, int roundMillis, int warmupMillis) {
  /** Creates rounds; throws IllegalArgumentException if a number is below 1. */
  Rounds {
    if (count < 1 || roundMillis < 1 || warmupMillis < 1) {
      throw new IllegalArgumentException(
          "rounds are " + count + " x " + roundMillis + " ms; expected numbers of 1 or more");
    }
  }

  /** Times the runs of each, in order. */
  List<Times> time(List<? extends Engine.Loaded> engines) {
    engines.forEach(engine -> Round.time(engine, warmupMillis));
    double[][] medians = new double[engines.size()][count];
    for (int round = 0; round < count; round++) {
      for (int i = 0; i < medians.length; i++) {
        medians[i][round] = Round.time(engines.get(i), roundMillis).median();
      }
    }
    List<Times> times = new ArrayList<>();
    for (double[] rounds : medians) {
      times.add(new Times(rounds));
    }
    return times;
  }
}

package dev.fovea.bench.peers;

import dev.fovea.bench.Agreement;
import dev.fovea.bench.worker.Round;
import dev.fovea.bench.worker.Task;
import dev.fovea.bench.worker.Worker;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Peers on one network, round by round: A B C A B C and so on, so that all of them suffer when the
 * machine slows down.
 *
 * @param settings how long it takes
 * @param folder for inputs, outputs and logs
 * @param progress told what goes on
 */
record Race(RaceSettings settings, Path folder, Consumer<String> progress) {
  /** A peer in the race. */
  private static final class Runner {
    final Peer peer;
    final List<Double> colds = new ArrayList<>();
    final List<Double> rounds = new ArrayList<>();
    @Nullable WorkerProcess process;
    String version = "";
    @Nullable String failure;
    double loadNanos;
    double firstNanos;
    double leastNanos = Double.POSITIVE_INFINITY;
    long peakBytes;

    Runner(Peer peer) {
      this.peer = peer;
    }

    boolean isRunning() {
      return process != null && failure == null;
    }

    void fail(String why) {
      failure = why;
      close();
    }

    void close() {
      if (process != null) {
        process.close();
        process = null;
      }
    }

    Row row() {
      if (failure != null) {
        return Row.failed(peer, failure);
      }
      double[] starts = colds.stream().mapToDouble(Double::doubleValue).toArray();
      return new Row(
          peer.name(),
          version,
          null,
          rounds,
          leastNanos,
          loadNanos,
          firstNanos,
          Round.median(starts),
          peakBytes,
          peer.shippedBytes());
    }
  }

  /** Runs the race; a peer that fails, or disagrees with the first, is a row that says so. */
  List<Row> run(List<Peer> peers, Task task) throws IOException, InterruptedException {
    Path input = folder.resolve("input.bin");
    FloatBuffer values = task.input().duplicate();
    float[] copy = new float[values.remaining()];
    values.get(copy);
    Worker.write(input, copy);
    List<Runner> runners = new ArrayList<>();
    peers.forEach(peer -> runners.add(new Runner(peer)));
    try {
      Runner judge = null;
      float[] expected = {};
      for (Runner runner : runners) {
        float[] output = start(runner, task, input);
        if (output != null && judge == null) {
          judge = runner;
          expected = output;
        } else if (output != null && judge != null) {
          String difference = Agreement.difference(output, expected);
          if (difference != null) {
            runner.fail("disagrees with " + judge.peer.name() + ": " + difference);
          }
        }
      }
      runners.forEach(this::warmUp);
      for (int round = 0; round < settings.rounds(); round++) {
        progress.accept("round " + (round + 1) + " of " + settings.rounds());
        for (Runner runner : runners) {
          time(runner);
        }
      }
      return runners.stream().map(Runner::row).toList();
    } finally {
      runners.forEach(Runner::close);
    }
  }

  /** Starts a process, as often as starts are timed; the last one stays. */
  private float @Nullable [] start(Runner runner, Task task, Path input)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.bin");
    String shape = task.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
    try {
      for (int i = 0; i < settings.starts(); i++) {
        runner.close();
        progress.accept("starting " + runner.peer.name());
        WorkerProcess process =
            WorkerProcess.start(runner.peer, task.threads(), folder.resolve("log.txt"));
        runner.process = process;
        String threads = String.valueOf(task.threads());
        List<String> loaded =
            process.ask("load", task.model().toString(), threads, shape, input.toString());
        List<String> ran = process.ask("output", output.toString());
        runner.colds.add((double) process.age());
        runner.loadNanos = Double.parseDouble(loaded.get(0));
        runner.firstNanos = Double.parseDouble(ran.get(0));
        runner.version = ran.get(1);
        if (runner.firstNanos > settings.longestMillis() * 1e6) {
          runner.fail(
              String.format(
                  Locale.ROOT,
                  "takes too long to be raced: the first run took %.0f s",
                  runner.firstNanos / 1e9));
          return null;
        }
      }
    } catch (PeerException e) {
      runner.fail(String.valueOf(e.getMessage()));
      return null;
    }
    FloatBuffer values = Worker.floats(output);
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }

  private void warmUp(Runner runner) {
    if (runner.isRunning()) {
      progress.accept("warming up " + runner.peer.name());
      round(runner, settings.warmupMillis());
    }
  }

  /** A run that takes longer than its share of all rounds is timed in fewer of them. */
  private void time(Runner runner) {
    double spent = runner.rounds.stream().mapToDouble(Double::doubleValue).sum();
    boolean patient = runner.rounds.size() < 2 || spent < settings.patienceMillis() * 1e6;
    if (runner.isRunning() && patient) {
      Round round = round(runner, settings.roundMillis());
      if (round != null) {
        runner.rounds.add(round.median());
        runner.leastNanos = Math.min(runner.leastNanos, round.least());
        runner.peakBytes = runner.process == null ? 0 : runner.process.peakBytes();
      }
    }
  }

  private @Nullable Round round(Runner runner, int millis) {
    try {
      // Threads of the one before may still spin.
      Thread.sleep(settings.pauseMillis());
      WorkerProcess process = runner.process;
      if (process == null) {
        return null;
      }
      List<String> answer = process.ask("round", String.valueOf(millis));
      return new Round(
          Double.parseDouble(answer.get(0)),
          Double.parseDouble(answer.get(1)),
          Integer.parseInt(answer.get(2)));
    } catch (PeerException e) {
      runner.fail(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      runner.fail("was interrupted");
    }
    return null;
  }
}

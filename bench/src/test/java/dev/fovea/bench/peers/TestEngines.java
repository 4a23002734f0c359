package dev.fovea.bench.peers;

import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;

/**
 * Engines whose network returns its input: one that is right, and what can be wrong with others.
 */
public final class TestEngines implements Engine {
  private final String variant;

  /** Creates an engine that is {@code right}, {@code wrong}, {@code refusing} or {@code dying}. */
  public TestEngines(String variant) {
    this.variant = variant;
  }

  @Override
  public Loaded load(Task task) {
    if (variant.equals("refusing")) {
      throw new IllegalArgumentException("operator Warp\nis unknown");
    }
    // A library that prints must not be taken for an answer.
    System.out.println("loading " + task.model());
    float[] output = task.values();
    if (variant.equals("wrong")) {
      output[1] += 0.5f;
    }
    return new Copy(variant, output);
  }

  @SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
  private record Copy(String variant, float[] output) implements Loaded {
    @Override
    public void run() {
      if (variant.equals("dying")) {
        Runtime.getRuntime().halt(3);
      }
    }

    @Override
    public String version() {
      return "1.0 " + variant;
    }

    @Override
    public void close() {}
  }
}

package dev.fovea.bench.worker;

/**
 * Something that runs networks on the CPU. A public class with a public constructor that takes the
 * variant, a word of the engine's own choosing, can be started by {@link Worker}.
 */
public interface Engine {
  /**
   * Loads a network until nothing but running it is left; close it.
   *
   * @throws Exception if this engine cannot run it; the message is shown to people
   */
  Loaded load(Task task) throws Exception;

  /** A network that runs the same input again and again, on one thread at a time. */
  interface Loaded extends AutoCloseable {
    /** Runs once. */
    void run();

    /** Returns the first output of a run on the input. */
    float[] output();

    /** Returns the engine's version, and what else names it. */
    String version();

    @Override
    void close();
  }
}

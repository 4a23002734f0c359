package dev.fovea.bench;

/** Something that runs ONNX files. */
interface Engine {
  /** Returns its name in tables. */
  String name();

  /** Loads a network, ready to run its recorded input with so many threads; close it. */
  Loaded load(Network network, int threads);

  /** A network that runs the same input again and again. */
  interface Loaded extends AutoCloseable {
    /** Runs once. */
    void run();

    /** Returns the first output of the last run. */
    float[] output();

    @Override
    void close();
  }
}

package dev.fovea.bench.worker;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * What an engine is to run.
 *
 * @param model the ONNX file; what else an engine needs lies beside it
 * @param threads how many threads a run may use
 * @param shape the extents of the only input
 * @param input its values, row-major, in native memory; never written
 */
public record Task(Path model, int threads, List<Integer> shape, FloatBuffer input) {
  /** Creates a task. */
  public Task {
    shape = List.copyOf(shape);
  }

  /** Returns the extents as an array of ints. */
  public int[] ints() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the extents as an array of longs. */
  public long[] longs() {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }

  /** Returns the values, on the heap. */
  public float[] values() {
    float[] values = new float[input.limit()];
    input.get(0, values);
    return values;
  }
}

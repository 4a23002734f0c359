package dev.fovea.bench;

import dev.fovea.bench.worker.Task;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A network of one float input: an ONNX file, or a folder in the layout of the ONNX backend tests.
 *
 * @param name the folder's name, or the file's
 * @param model the ONNX file
 * @param input the recorded input; null if values between 0 and 1 are made up
 */
public record Network(String name, Path model, @Nullable Path input) {
  private static final long SEED = 7;

  /** The extent of an axis that the file leaves open, the first one apart. */
  private static final int OPEN_EXTENT = 224;

  /**
   * Finds the files.
   *
   * @throws IllegalArgumentException if there is no model
   */
  public static Network of(Path path) {
    boolean folder = Files.isDirectory(path);
    Path model = folder ? path.resolve("model.onnx") : path;
    if (!Files.isRegularFile(model)) {
      throw new IllegalArgumentException(
          model + " is missing; expected an ONNX file or a folder with model.onnx");
    }
    Path recorded = path.resolve("test_data_set_0/input_0.pb");
    return new Network(
        String.valueOf(path.normalize().getFileName()).replaceFirst("\\.onnx$", ""),
        model,
        Files.isRegularFile(recorded) ? recorded : null);
  }

  /**
   * Returns what an engine is to run: what was recorded, or so many times the first example of it.
   */
  public Task task(int threads, int batch) {
    if (input == null) {
      Shape shape = declared(batch);
      SplittableRandom random = new SplittableRandom(SEED);
      float[] values = new float[Math.toIntExact(shape.elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble();
      }
      return task(threads, shape, 1, values);
    }
    try (Tensor recorded = OnnxTensors.read(input)) {
      int[] dims = recorded.shape().dims();
      float[] values = recorded.toFloats();
      if (dims.length == 0 || dims[0] == batch) {
        return task(threads, recorded.shape(), 1, values);
      }
      float[] first = Arrays.copyOf(values, values.length / dims[0]);
      dims[0] = batch;
      return task(threads, Shape.of(dims), batch, first);
    }
  }

  private Shape declared(int batch) {
    try (Graph graph = OnnxImporter.read(model)) {
      List<Integer> dims = new ArrayList<>();
      for (Dim dim : graph.inputs().get(0).dims()) {
        int open = dims.isEmpty() ? batch : OPEN_EXTENT;
        dims.add(dim instanceof Dim.Fixed fixed ? fixed.size() : open);
      }
      return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private Task task(int threads, Shape shape, int copies, float[] values) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Math.toIntExact(shape.elements() * Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < copies; i++) {
      buffer.put(values);
    }
    return new Task(
        model.toAbsolutePath(),
        threads,
        Arrays.stream(shape.dims()).boxed().toList(),
        buffer.flip());
  }
}

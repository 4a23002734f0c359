package dev.fovea.bench.tensorflow;

import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * TensorFlow Java. It runs the frozen graph beside the ONNX file: for {@code net.onnx} that is
 * {@code net.pb}, with a placeholder {@code input} and a result {@code output}.
 */
public final class TensorFlowEngine implements Engine {
  /** Creates the engine; there is one variant only. */
  public TensorFlowEngine(String variant) {
    if (!variant.isEmpty()) {
      throw new IllegalArgumentException("variant is '" + variant + "'; expected none");
    }
  }

  @Override
  public Loaded load(Task task) throws IOException {
    String name = task.model().getFileName().toString().replaceFirst("\\.onnx$", ".pb");
    Path file = task.model().resolveSibling(name);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          name + " is missing; TensorFlow reads no ONNX; expected a frozen graph beside the file");
    }
    Graph graph = new Graph();
    graph.importGraphDef(GraphDef.parseFrom(Files.readAllBytes(file)));
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(task.threads())
            .setInterOpParallelismThreads(1)
            .build();
    TFloat32 input =
        TFloat32.tensorOf(Shape.of(task.longs()), DataBuffers.of(task.input().duplicate()));
    return new LoadedGraph(graph, new Session(graph, config), input);
  }

  private record LoadedGraph(Graph graph, Session session, TFloat32 input) implements Loaded {
    @Override
    public void run() {
      fetch().close();
    }

    @Override
    public float[] output() {
      try (Result result = fetch()) {
        TFloat32 output = (TFloat32) result.get(0);
        float[] copy = new float[Math.toIntExact(output.size())];
        output.copyTo(DataBuffers.of(copy, false, false));
        return copy;
      }
    }

    private Result fetch() {
      return session.runner().feed("input", input).fetch("output").run();
    }

    @Override
    public String version() {
      return TensorFlow.version();
    }

    @Override
    public void close() {
      input.close();
      session.close();
      graph.close();
    }
  }
}

package dev.fovea.models.check;

import dev.fovea.models.onnx.OnnxImportException;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs recorded tests on a backend and compares. */
public final class ModelCheck {
  private final Backend backend;
  private final SessionOptions options;

  /**
   * Creates a check.
   *
   * @param backend what to run on; not closed here
   * @param options how its sessions are opened
   */
  public ModelCheck(Backend backend, SessionOptions options) {
    this.backend = backend;
    this.options = options;
  }

  /** Runs a test; whatever goes wrong in it is its outcome. */
  public Outcome run(TestFolder test) {
    Graph graph;
    try {
      graph = OnnxImporter.read(test.model());
    } catch (OnnxImportException e) {
      return new Outcome.Unsupported(e.problems());
    } catch (RuntimeException e) {
      return failed(String.valueOf(test.model().getFileName()), e);
    }
    try (graph) {
      return run(graph, test);
    }
  }

  private static Outcome failed(String where, RuntimeException e) {
    boolean speaks = e instanceof IllegalArgumentException || e instanceof UncheckedIOException;
    return new Outcome.Failed(where, speaks ? String.valueOf(e.getMessage()) : e.toString());
  }

  private Outcome run(Graph graph, TestFolder test) {
    Difference worst = null;
    String name = "session";
    try (Session session = Session.open(graph, backend, options)) {
      for (Path data : test.dataSets()) {
        name = String.valueOf(data.getFileName());
        Difference difference = run(graph, session, data);
        if (!difference.agrees()) {
          return new Outcome.Failed(name, difference.toString());
        }
        worst = worse(worst, difference);
      }
      return new Outcome.Passed(Objects.requireNonNull(worst));
    } catch (RuntimeException e) {
      return failed(name, e);
    }
  }

  private static Difference run(Graph graph, Session session, Path data) {
    List<Tensor> open = new ArrayList<>();
    try {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (int i = 0; i < graph.inputs().size(); i++) {
        Tensor tensor = OnnxTensors.read(required(data, "input_", i, graph.inputs().size()));
        open.add(tensor);
        inputs.put(graph.inputs().get(i).name(), tensor);
      }
      refuse(data, "input_", graph.inputs().size());
      Map<String, Tensor> outputs = session.run(inputs);
      open.addAll(outputs.values());
      return compare(graph.outputs(), outputs, data, open);
    } finally {
      open.forEach(Tensor::close);
    }
  }

  private static Difference compare(
      List<String> names, Map<String, Tensor> outputs, Path data, List<Tensor> open) {
    Difference worst = null;
    for (int i = 0; i < names.size(); i++) {
      Tensor expected = OnnxTensors.read(required(data, "output_", i, names.size()));
      open.add(expected);
      Tensor actual = Objects.requireNonNull(outputs.get(names.get(i)));
      worst = worse(worst, Difference.between(names.get(i), actual, expected));
    }
    refuse(data, "output_", names.size());
    return Objects.requireNonNull(worst);
  }

  private static Difference worse(@Nullable Difference known, Difference other) {
    return known == null || other.isWorseThan(known) ? other : known;
  }

  private static Path required(Path data, String prefix, int index, int count) {
    Path file = data.resolve(prefix + index + ".pb");
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          file.getFileName() + " is missing; expected " + count + " files " + prefix + "*.pb");
    }
    return file;
  }

  private static void refuse(Path data, String prefix, int count) {
    Path file = data.resolve(prefix + count + ".pb");
    if (Files.exists(file)) {
      throw new IllegalArgumentException(
          file.getFileName() + " is too many; expected " + count + " files " + prefix + "*.pb");
    }
  }
}

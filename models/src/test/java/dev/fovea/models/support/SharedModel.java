package dev.fovea.models.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.onnx.OnnxImportException;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real pretrained network and its recorded inputs; close it. */
public final class SharedModel implements AutoCloseable {
  private static final Path MODELS = Folders.root().resolve("../shared/models").normalize();

  private final Graph graph;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();

  private SharedModel(Path folder) {
    graph = OnnxImporter.read(folder.resolve("model.onnx"));
    for (int i = 0; i < graph.inputs().size(); i++) {
      Path file = folder.resolve("test_data_set_0/input_" + i + ".pb");
      inputs.put(graph.inputs().get(i).name(), OnnxTensors.read(file));
    }
  }

  /** Returns the folders of all networks; skips the test, saying so, where there are none. */
  public static List<Path> folders() {
    assumeTrue(Files.isDirectory(MODELS), "no pretrained networks: ../shared/models is absent");
    return Folders.in(MODELS).stream()
        .filter(folder -> Files.exists(folder.resolve("model.onnx")))
        .toList();
  }

  /** Reads a network of a name. */
  public static SharedModel read(String name) {
    assumeTrue(Files.isDirectory(MODELS), "no pretrained networks: ../shared/models is absent");
    return read(MODELS.resolve(name));
  }

  /** Reads a network. */
  public static SharedModel read(Path folder) {
    return new SharedModel(folder);
  }

  /** Reads a network, or skips the test, saying so, if it does not import yet. */
  public static SharedModel readOrSkip(Path folder) {
    try {
      return read(folder);
    } catch (OnnxImportException e) {
      assumeTrue(false, folder.getFileName() + " does not import yet");
      throw e;
    }
  }

  public Graph graph() {
    return graph;
  }

  public Map<String, Tensor> inputs() {
    return inputs;
  }

  @Override
  public void close() {
    inputs.values().forEach(Tensor::close);
    graph.close();
  }
}

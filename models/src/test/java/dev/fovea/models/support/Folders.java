package dev.fovea.models.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Folders in the layout of the ONNX backend tests: a model and recorded data sets. */
public final class Folders {
  private Folders() {}

  /** Returns the project's root. */
  public static Path root() {
    return Path.of(System.getProperty("fovea.basedir", ".."));
  }

  /** Returns a folder's subfolders, sorted. */
  public static List<Path> in(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Imports the folder's model and compares all its data sets; throws if anything is wrong. */
  public static void check(Path folder) {
    try (Graph graph = OnnxImporter.read(folder.resolve("model.onnx"))) {
      int sets = 0;
      for (Path data : in(folder)) {
        if (data.getFileName().toString().startsWith("test_data_set_")) {
          checkDataSet(graph, data);
          sets++;
        }
      }
      assertThat(sets).as("data sets").isPositive();
    }
  }

  private static void checkDataSet(Graph graph, Path data) {
    List<Tensor> open = new ArrayList<>();
    try {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (int i = 0; i < graph.inputs().size(); i++) {
        Tensor tensor = OnnxTensors.read(data.resolve("input_" + i + ".pb"));
        open.add(tensor);
        inputs.put(graph.inputs().get(i).name(), tensor);
      }
      Map<String, Tensor> outputs = TestBackend.run(graph, inputs);
      open.addAll(outputs.values());
      int k = 0;
      for (String name : graph.outputs()) {
        Tensor expected = OnnxTensors.read(data.resolve("output_" + k++ + ".pb"));
        open.add(expected);
        Tensor actual = outputs.get(name);
        assertThat(actual).as(name).isNotNull();
        String problem = Agreement.problem(name, actual, expected);
        if (!problem.isEmpty()) {
          fail(problem);
        }
      }
      assertThat(data.resolve("output_" + k + ".pb")).doesNotExist();
    } finally {
      open.forEach(Tensor::close);
    }
  }
}

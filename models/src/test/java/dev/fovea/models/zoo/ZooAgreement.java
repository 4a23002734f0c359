package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.Backends;
import dev.fovea.models.check.Difference;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.export.OnnxExport;
import dev.fovea.models.support.OnnxRuntime;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far backends are from ONNX Runtime on one network.
 *
 * @param options what was built
 * @param cost what it costs
 * @param scores the largest value that ONNX Runtime returned
 * @param worst by backend, the output that comes nearest to its bound
 * @param seconds by backend, what opening and running took
 */
record ZooAgreement(
    ZooOptions options,
    Architecture.Cost cost,
    double scores,
    Map<String, Difference> worst,
    Map<String, Double> seconds) {
  private static final String INPUT = "input";

  /** Above, the reference takes more than about two minutes. */
  private static final long REFERENCE_MULTIPLY_ADDS = 100_000_000_000L;

  /** Writes the network as an ONNX file and runs it everywhere; the file is deleted. */
  static ZooAgreement of(Architecture architecture, Path folder) throws OrtException, IOException {
    ZooOptions options =
        ZooCases.FULL ? architecture.options() : ZooCases.small(architecture);
    Architecture.Cost cost = architecture.cost(options);
    Path file = Files.createDirectories(folder).resolve(architecture.name() + ".onnx");
    List<Tensor> pictures = ZooCases.pictures(architecture, options);
    Map<String, Tensor> inputs = Map.of(INPUT, pictures.get(0));
    try (Graph graph = architecture.build(options)) {
      OnnxExport.write(graph, file);
      Map<String, Tensor> expected = OnnxRuntime.run(file, inputs);
      try {
        ZooAgreement agreement =
            new ZooAgreement(
                options, cost, largest(expected), new LinkedHashMap<>(), new LinkedHashMap<>());
        if (cost.multiplyAdds() <= REFERENCE_MULTIPLY_ADDS) {
          agreement.compare("reference", graph, inputs, expected);
        }
        agreement.compare("blas", graph, inputs, expected);
        requireSameBits(graph, file, inputs);
        return agreement;
      } finally {
        expected.values().forEach(Tensor::close);
      }
    } finally {
      pictures.forEach(Tensor::close);
      Files.deleteIfExists(file);
    }
  }

  private void compare(
      String name, Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> expected) {
    long start = System.nanoTime();
    Map<String, Tensor> actual = run(name, graph, inputs);
    seconds.put(name, (System.nanoTime() - start) / 1e9);
    try {
      assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
      worst.put(
          name,
          expected.entrySet().stream()
              .map(e -> Difference.between(e.getKey(), actual.get(e.getKey()), e.getValue()))
              .max(Comparator.comparingDouble(ZooAgreement::share))
              .orElseThrow());
    } finally {
      actual.values().forEach(Tensor::close);
    }
  }

  /** What is read back computes the same bits as what was written. */
  private static void requireSameBits(Graph graph, Path file, Map<String, Tensor> inputs) {
    Map<String, Tensor> written = run("blas", graph, inputs);
    try (Graph copy = OnnxImporter.read(file)) {
      Map<String, Tensor> read = run("blas", copy, inputs);
      try {
        assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
        written.forEach(
            (name, tensor) ->
                assertThat(read.get(name).toFloats()).as(name).isEqualTo(tensor.toFloats()));
      } finally {
        read.values().forEach(Tensor::close);
      }
    } finally {
      written.values().forEach(Tensor::close);
    }
  }

  private static Map<String, Tensor> run(String name, Graph graph, Map<String, Tensor> inputs) {
    try (Backend backend = Backends.discover().open(name);
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2))) {
      return session.run(inputs);
    }
  }

  private static double largest(Map<String, Tensor> values) {
    double largest = 0;
    for (Tensor tensor : values.values()) {
      for (float value : tensor.toFloats()) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private static double share(Difference difference) {
    return difference.error() / difference.bound();
  }
}

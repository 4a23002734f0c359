package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.models.check.Difference;
import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.models.support.ExportFolder;
import dev.fovea.models.support.Folders;
import dev.fovea.models.support.OnnxRuntime;
import dev.fovea.models.support.RoundTrip;
import dev.fovea.models.support.TestBackend;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
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
  static final String REFERENCE = "reference";

  /** {@code -Dfovea.zoo.backends=blas,native} compares those alone. */
  private static final String ONLY = System.getProperty("fovea.zoo.backends", "");

  /** Above, the reference takes more than about two minutes. */
  private static final long REFERENCE_MULTIPLY_ADDS = 30_000_000_000L;

  /** Writes the network as an ONNX file, runs the file on ONNX Runtime, and both everywhere. */
  static ZooAgreement of(Architecture architecture) throws OrtException {
    ZooOptions options = ZooCases.FULL ? architecture.options() : ZooCases.small(architecture);
    List<Tensor> pictures = ZooCases.pictures(architecture, options);
    Map<String, Tensor> inputs = Map.of("input", pictures.get(0));
    try (ExportFolder folder = new ExportFolder("zoo/" + architecture.name());
        Graph graph = architecture.build(options);
        RoundTrip trip = folder.roundTrip(architecture.name(), graph, ExportOptions.DEFAULT)) {
      trip.requireNames();
      Map<String, Tensor> expected = OnnxRuntime.run(trip.file(), inputs);
      try {
        ZooAgreement agreement =
            new ZooAgreement(
                options,
                architecture.cost(options),
                largest(expected),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
        for (String backend : agreement.backends()) {
          agreement.compare(backend, graph, trip, inputs, expected);
        }
        return agreement;
      } finally {
        expected.values().forEach(Tensor::close);
      }
    } finally {
      pictures.forEach(Tensor::close);
    }
  }

  private List<String> backends() {
    List<String> able =
        cost.multiplyAdds() <= REFERENCE_MULTIPLY_ADDS
            ? Folders.backends()
            : Folders.fastBackends();
    List<String> only = ONLY.isEmpty() ? able : List.of(ONLY.split(","));
    assertThat(Folders.backends()).containsAll(only);
    return able.stream().filter(only::contains).toList();
  }

  /** Runs the graph; so does the file that was read again, to the bit. */
  private void compare(
      String backend,
      Graph graph,
      RoundTrip trip,
      Map<String, Tensor> inputs,
      Map<String, Tensor> expected) {
    long start = System.nanoTime();
    Map<String, Tensor> actual = TestBackend.run(backend, graph, inputs);
    seconds.put(backend, (System.nanoTime() - start) / 1e9);
    try {
      if (!ZooCases.FULL || !backend.equals(REFERENCE)) {
        trip.requireSameBits(backend, inputs, actual);
      }
      assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
      worst.put(
          backend,
          expected.entrySet().stream()
              .map(e -> Difference.between(e.getKey(), actual.get(e.getKey()), e.getValue()))
              .max(Comparator.comparingDouble(ZooAgreement::share))
              .orElseThrow());
    } finally {
      actual.values().forEach(Tensor::close);
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

package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.check.Difference;
import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.models.support.ExportFolder;
import dev.fovea.models.support.Folders;
import dev.fovea.models.support.OnnxRuntime;
import dev.fovea.models.support.RoundTrip;
import dev.fovea.models.support.TestBackend;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network of the zoo as an ONNX file: read again it computes the same bits, and ONNX Runtime
 * agrees with every backend. As published in the full profile (the reference is slow there, and
 * left out); small in the build.
 */
class ZooExportTest {
  static List<Architecture> all() {
    return ZooCases.all();
  }

  private static List<String> backends() {
    return Folders.backends().stream()
        .filter(name -> !ZooCases.FULL || !name.equals("reference"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void comesBackAndAgreesWithOnnxRuntime(Architecture architecture) throws Exception {
    ZooOptions options = ZooCases.FULL ? architecture.options() : ZooCases.small(architecture);
    List<Tensor> pictures = ZooCases.pictures(architecture, options);
    try (ExportFolder folder = new ExportFolder("zoo/" + architecture.name());
        Graph graph = architecture.build(options);
        RoundTrip trip = folder.roundTrip(architecture.name(), graph, ExportOptions.DEFAULT)) {
      Map<String, Tensor> inputs = Map.of(graph.inputs().get(0).name(), pictures.get(0));
      trip.requireNames();
      Map<String, Tensor> expected = OnnxRuntime.run(trip.file(), inputs);
      try {
        for (String backend : backends()) {
          Map<String, Tensor> actual = TestBackend.run(backend, graph, inputs);
          try {
            trip.requireSameBits(backend, inputs, actual);
            compare(architecture.name() + " on " + backend, actual, expected);
          } finally {
            actual.values().forEach(Tensor::close);
          }
        }
      } finally {
        expected.values().forEach(Tensor::close);
      }
    } finally {
      pictures.forEach(Tensor::close);
    }
  }

  private static void compare(
      String what, Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    List<Difference> differences =
        expected.entrySet().stream()
            .map(e -> Difference.between(e.getKey(), actual.get(e.getKey()), e.getValue()))
            .toList();
    System.out.println(what + " against ONNX Runtime: " + differences);
    assertThat(differences).allMatch(Difference::agrees);
  }
}

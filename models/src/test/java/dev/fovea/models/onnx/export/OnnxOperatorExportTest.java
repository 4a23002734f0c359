package dev.fovea.models.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.check.TestFolder;
import dev.fovea.models.onnx.OnnxImportException;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.support.ExportFolder;
import dev.fovea.models.support.RoundTrip;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The official ONNX operator tests there and back: each of those that are imported is written, read
 * again, and computes the same bits under the same names; ONNX Runtime agrees on what was written.
 * There are no exceptions. Inputs whose values decide an operator are written as constants.
 */
class OnnxOperatorExportTest {
  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data");
  private static final List<String> FAMILIES =
      List.of("node", "pytorch-converted", "pytorch-operator", "simple");
  private static final int IMPORTED = 669;

  private final List<String> failures = new ArrayList<>();

  @Test
  void everyFolderThatIsImportedComesBack() {
    assumeTrue(
        Files.isDirectory(DATA),
        "no ONNX operator test data at " + DATA + ": install Debian's package libonnx-testdata");
    long before = Tensor.liveBytes();
    int imported = 0;
    try (ExportFolder folder = new ExportFolder("operators")) {
      for (String family : FAMILIES) {
        for (TestFolder test : TestFolder.in(DATA.resolve(family))) {
          imported += check(test, folder) ? 1 : 0;
        }
      }
      assertThat(failures).isEmpty();
    }
    System.out.println(imported + " operator tests written and read again");
    assertThat(imported).isEqualTo(IMPORTED);
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  /** Checks a folder; false if it is not imported. */
  private boolean check(TestFolder test, ExportFolder folder) {
    String name = DATA.relativize(test.path()).toString();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    try (Graph graph = OnnxImporter.read(test.model())) {
      Path data = test.dataSets().get(0);
      for (int i = 0; i < graph.inputs().size(); i++) {
        inputs.put(
            graph.inputs().get(i).name(), OnnxTensors.read(data.resolve("input_" + i + ".pb")));
      }
      ExportOptions options = ExportOptions.DEFAULT;
      for (String deciding : ResolvedGraph.deciding(graph)) {
        options = options.value(deciding, inputs.get(deciding));
      }
      try (RoundTrip trip = folder.roundTrip(name, graph, options)) {
        trip.requireNames();
        trip.requireSameBits(inputs);
        trip.requireOnnxRuntimeAgrees(inputs);
      }
    } catch (OnnxImportException e) {
      return false;
    } catch (Exception | AssertionError e) {
      failures.add(name + ": " + e);
    } finally {
      inputs.values().forEach(Tensor::close);
    }
    return true;
  }
}

package dev.fovea.models.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.support.Folders;
import dev.fovea.runtime.graph.Graph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Real pretrained networks that may not be committed: those that import match their records, the
 * others say what is missing.
 */
class SharedModelsTest {
  private static final Set<String> REQUIRED =
      Set.of("fashion", "mnist_cntk", "mobilenet_v1_0.25_128", "resnet20_cifar10", "squeezenet1.1");

  @TestFactory
  Stream<DynamicTest> everyNetwork() {
    Path models = Folders.root().resolve("../shared/models").normalize();
    if (!Files.isDirectory(models)) {
      String absent = "no pretrained networks: ../shared/models is absent";
      System.out.println(absent);
      return Stream.of(DynamicTest.dynamicTest("networks", () -> assumeTrue(false, absent)));
    }
    return Folders.in(models).stream()
        .filter(folder -> Files.exists(folder.resolve("model.onnx")))
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
  }

  private static void check(Path folder) {
    try (Graph graph = OnnxImporter.read(folder.resolve("model.onnx"))) {
      System.out.println(folder.getFileName() + " imports: " + graph.nodes().size() + " nodes");
    } catch (OnnxImportException e) {
      if (REQUIRED.contains(folder.getFileName().toString())) {
        throw e;
      }
      String missing = folder.getFileName() + " does not import yet: " + e.getMessage();
      System.out.println(missing);
      assumeTrue(false, missing);
    }
    Folders.check(folder);
  }
}

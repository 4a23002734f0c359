package dev.fovea.models.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.check.Outcome;
import dev.fovea.models.check.TestFolder;
import dev.fovea.models.support.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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
    return TestFolder.in(models).stream()
        .map(
            test ->
                DynamicTest.dynamicTest(test.path().getFileName().toString(), () -> check(test)));
  }

  /** As published: float16 weights, and float16 inputs and outputs, which are float32 here. */
  @Test
  void squeezeNetInFloat16() {
    Path folder = Folders.root().resolve("../shared/models/squeezenet1.1").normalize();
    assumeTrue(Files.isDirectory(folder), "no pretrained networks: ../shared/models is absent");
    Folders.check(TestFolder.of(folder, folder.resolve("model_fp16.onnx")));
  }

  private static void check(TestFolder test) {
    String name = test.path().getFileName().toString();
    if (!REQUIRED.contains(name)
        && Folders.outcomes(test).get("reference") instanceof Outcome.Unsupported unsupported) {
      String missing = name + " does not import yet: " + unsupported.reason();
      System.out.println(missing);
      assumeTrue(false, missing);
    }
    Folders.check(test);
  }
}

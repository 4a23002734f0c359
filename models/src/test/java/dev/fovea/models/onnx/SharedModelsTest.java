package dev.fovea.models.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.check.TestFolder;
import dev.fovea.models.support.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Real pretrained networks, which may not be committed: on every backend, each agrees with its
 * record.
 */
class SharedModelsTest {
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
                DynamicTest.dynamicTest(
                    test.path().getFileName().toString(), () -> Folders.check(test)));
  }

  /** As published: float16 weights, and float16 inputs and outputs, which are float32 here. */
  @Test
  void squeezeNetInFloat16() {
    Path folder = Folders.root().resolve("../shared/models/squeezenet1.1").normalize();
    assumeTrue(Files.isDirectory(folder), "no pretrained networks: ../shared/models is absent");
    Folders.check(TestFolder.of(folder, folder.resolve("model_fp16.onnx")));
  }
}

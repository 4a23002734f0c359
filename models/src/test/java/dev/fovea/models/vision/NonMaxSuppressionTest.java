package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.fovea.models.onnx.OnnxImportException;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.support.Folders;
import dev.fovea.models.vision.NonMaxSuppression.Format;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NonMaxSuppressionTest {
  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data/node");

  @TestFactory
  Stream<DynamicTest> recordedTestsOfOnnx() {
    if (!Files.isDirectory(DATA)) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "test data", () -> assumeTrue(false, "install Debian's package libonnx-testdata")));
    }
    List<Path> folders =
        Folders.in(DATA).stream()
            .filter(path -> path.getFileName().toString().startsWith("test_nonmaxsuppression_"))
            .toList();
    assertThat(folders).hasSize(9);
    return folders.stream()
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
  }

  private static void check(Path folder) throws IOException {
    NodeProto node;
    try (InputStream stream = Files.newInputStream(folder.resolve("model.onnx"))) {
      node = ModelProto.parseFrom(stream).getGraph().getNode(0);
    }
    boolean centre =
        node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("center_point_box"))
            .mapToLong(AttributeProto::getI)
            .anyMatch(value -> value == 1);
    Path set = folder.resolve("test_data_set_0");
    try (Tensor boxes = OnnxTensors.read(set.resolve("input_0.pb"));
        Tensor scores = OnnxTensors.read(set.resolve("input_1.pb"));
        Tensor most = OnnxTensors.read(set.resolve("input_2.pb"));
        Tensor iou = OnnxTensors.read(set.resolve("input_3.pb"));
        Tensor least = OnnxTensors.read(set.resolve("input_4.pb"));
        Tensor expected = OnnxTensors.read(set.resolve("output_0.pb"));
        Tensor picked =
            NonMaxSuppression.of(most.toLongs()[0], iou.toFloats()[0])
                .scoreThreshold(least.toFloats()[0])
                .format(centre ? Format.CENTRE_AND_SIZE : Format.CORNERS)
                .run(boxes, scores)) {
      assertThat(picked.shape()).isEqualTo(expected.shape());
      assertThat(picked.toLongs()).containsExactly(expected.toLongs());
    }
    assertThatThrownBy(() -> OnnxImporter.read(folder.resolve("model.onnx")))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("cut the graph before it")
        .hasMessageContaining(NonMaxSuppression.class.getName());
  }

  @Test
  void equalScoresKeepTheirOrderAndNanIsNeverPicked() {
    float[] boxes = {0, 0, 1, 1, 5, 5, 6, 6, 9, 9, 8, 8, 3, 3, 4, 4};
    NonMaxSuppression all = NonMaxSuppression.of(9, 0.5f);
    assertThat(run(all, boxes, 0.5f, 0.9f, 0.9f, Float.NaN)).containsExactly(1, 2, 0);
    assertThat(run(all.scoreThreshold(0.5f), boxes, 0.5f, 0.9f, 0.9f, 0.7f))
        .containsExactly(1, 2, 3);
    assertThat(run(NonMaxSuppression.of(0, 0.5f), boxes, 1, 1, 1, 1)).isEmpty();
  }

  @Test
  void aBoxIsDroppedIfItOverlapsMoreThanTheThreshold() {
    // The second shares half of its area with the first: 0.5 / 1.5 of the union.
    float[] boxes = {0, 0, 1, 1, 0, 0.5f, 1, 1.5f, 0, 0, 0, 0};
    assertThat(run(NonMaxSuppression.of(9, 0.34f), boxes, 3, 2, 1)).containsExactly(0, 1, 2);
    assertThat(run(NonMaxSuppression.of(9, 0.33f), boxes, 3, 2, 1)).containsExactly(0, 2);
  }

  private static long[] run(NonMaxSuppression suppression, float[] boxes, float... scores) {
    try (Tensor b = Tensor.of(Shape.of(1, scores.length, 4), boxes);
        Tensor s = Tensor.of(Shape.of(1, 1, scores.length), scores);
        Tensor picked = suppression.run(b, s)) {
      long[] indices = picked.toLongs();
      return IntStream.range(0, indices.length / 3).mapToLong(i -> indices[3 * i + 2]).toArray();
    }
  }

  @Test
  void misuseIsRefused() {
    assertThatThrownBy(() -> NonMaxSuppression.of(-1, 0.5f)).hasMessageContaining("maxPerClass");
    assertThatThrownBy(() -> NonMaxSuppression.of(1, 1.5f)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> NonMaxSuppression.of(1, Float.NaN)).hasMessageContaining("0 to 1");
    try (Tensor boxes = Tensor.of(Shape.of(1, 1, 4), 0, 0, 1, 1);
        Tensor scores = Tensor.of(Shape.of(1, 1, 2), 1, 1)) {
      assertThatThrownBy(() -> NonMaxSuppression.of(1, 0.5f).run(boxes, scores))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected float32 [images, boxes, 4]");
    }
  }
}

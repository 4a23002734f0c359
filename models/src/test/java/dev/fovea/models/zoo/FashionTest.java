package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.vision.Classification;
import dev.fovea.models.zoo.EmbeddedModel.Sample;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FashionTest {
  private final EmbeddedModel model = Fashion.model();

  @Test
  void outputsAreAsRecorded() throws IOException {
    try (Graph graph = model.openGraph();
        Tensor input = recorded("input_0.pb");
        Tensor expected = recorded("output_0.pb");
        Tensor actual = TestBackend.run(graph, Map.of("image", input)).get("probabilities")) {
      assertThat(Agreement.problem("probabilities", actual, expected)).isEmpty();
    }
  }

  @Test
  void batchIsDynamic() {
    try (Graph graph = model.openGraph()) {
      assertThat(graph.inputs()).hasSize(1);
      assertThat(graph.inputs().get(0).dims())
          .containsExactly(
              new Dim.Symbolic("N"), new Dim.Fixed(1), new Dim.Fixed(28), new Dim.Fixed(28));
      assertThat(graph.outputs()).containsExactly("probabilities");
    }
  }

  @Test
  void samplesAreTakenForWhatTheyAreButForTwo() {
    List<String> errors = new ArrayList<>();
    try (Graph graph = model.openGraph()) {
      for (Sample sample : model.samples()) {
        try (Tensor image = sample.read(model.preprocessing());
            Tensor probabilities =
                TestBackend.run(graph, Map.of("image", image)).get("probabilities")) {
          assertThat(image.shape()).isEqualTo(Shape.of(1, 1, 28, 28));
          String best = Classification.top(probabilities, model.labels(), 1).get(0).get(0).label();
          if (!best.equals(sample.label())) {
            errors.add(sample.name() + " -> " + best);
          }
        }
      }
    }
    assertThat(model.samples()).hasSize(20);
    assertThat(errors).containsExactlyInAnyOrder("ankle-boot-2 -> Sandal", "t-shirt-2 -> Shirt");
  }

  @Test
  void modelIsFoundByName() {
    assertThat(EmbeddedModel.find("fashion")).contains(model);
    assertThat(EmbeddedModel.find("other")).isEmpty();
    assertThat(model.labels()).hasSize(10).startsWith("T-shirt/top").endsWith("Ankle boot");
  }

  private static Tensor recorded(String file) throws IOException {
    String resource = "/dev/fovea/models/fashion/test_data_set_0/" + file;
    try (InputStream stream = FashionTest.class.getResourceAsStream(resource)) {
      return OnnxTensors.read(stream, file);
    }
  }
}

package dev.fovea.models.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.support.ExportFolder;
import dev.fovea.models.support.RoundTrip;
import dev.fovea.models.support.SharedModel;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real networks there and back, their weights inside and beside. */
class OnnxExportNetworksTest {
  private static final ExportFolder FOLDER = new ExportFolder("networks");

  @AfterAll
  static void check() {
    FOLDER.close();
  }

  @Test
  void embeddedNetwork() throws Exception {
    EmbeddedModel fashion = Fashion.model();
    try (Graph graph = fashion.openGraph();
        Tensor image = fashion.samples().get(0).read(fashion.preprocessing())) {
      check("fashion", graph, Map.of("image", image));
    }
  }

  @TestFactory
  Stream<DynamicTest> everySharedNetwork() {
    return SharedModel.folders().stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
  }

  private static void check(Path folder) throws Exception {
    try (SharedModel model = SharedModel.readOrSkip(folder)) {
      check(folder.getFileName().toString(), model.graph(), model.inputs());
    }
  }

  private static void check(String name, Graph graph, Map<String, Tensor> inputs) throws Exception {
    for (ExportOptions.Storage storage : ExportOptions.Storage.values()) {
      String file = name + "-" + storage;
      try (RoundTrip trip = FOLDER.roundTrip(file, graph, ExportOptions.DEFAULT.storage(storage))) {
        trip.requireNames();
        trip.requireSameBits(inputs);
        trip.requireOnnxRuntimeAgrees(inputs);
      }
    }
  }

  /**
   * Networks whose shapes nodes compute: extents stay open where any size does, and are run at one
   * that was not tried. The last network takes one height alone, which the caller must say.
   */
  @ParameterizedTest
  @CsvSource({
    "ch_PP-OCRv4_det_infer.onnx, true, 1, 64, 96",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, true, 2, 48, 96",
    "ch_PP-OCRv3_rec_infer.onnx, false, 1, 48, 96"
  })
  void openExtents(String name, boolean stayOpen, int images, int height, int width)
      throws Exception {
    Shape shape = Shape.of(images, 3, height, width);
    float[] pixels = new float[(int) shape.elements()];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() * 2 - 1;
    }
    try (InputStream stream = OnnxImporter.class.getResourceAsStream("/models/" + name)) {
      assertThat(stream).as(name).isNotNull();
      try (Graph graph = OnnxImporter.read(stream, name);
          Tensor picture = Tensor.of(shape, pixels)) {
        String input = graph.inputs().get(0).name();
        Map<String, Tensor> inputs = Map.of(input, picture);
        ExportOptions options =
            stayOpen ? ExportOptions.DEFAULT : ExportOptions.DEFAULT.shape(input, shape);
        try (RoundTrip trip = FOLDER.roundTrip(name, graph, options)) {
          trip.requireNames();
          trip.requireSameBits(inputs);
          trip.requireOnnxRuntimeAgrees(inputs);
        }
      }
    }
  }
}

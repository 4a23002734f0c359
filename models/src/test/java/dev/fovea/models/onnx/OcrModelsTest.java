package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.fovea.Backends;
import dev.fovea.models.check.Difference;
import dev.fovea.models.support.Folders;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The networks of PP-OCR (text detection and orientation), as published by RapidOCR: on every
 * backend they agree with ONNX Runtime, each at two sizes. They bring what exporters write for
 * dynamic shapes: extents of -1, equal names for unequal ones, shapes that nodes compute.
 */
class OcrModelsTest {
  private static final String FOLDER = "/models/";

  @ParameterizedTest
  @CsvSource({
    "ch_PP-OCRv4_det_infer.onnx, 1, 96, 160",
    "ch_PP-OCRv4_det_infer.onnx, 1, 160, 64",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, 1, 48, 192",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, 2, 48, 96",
    "ch_PP-OCRv3_det_infer.onnx, 1, 64, 96"
  })
  void agreesWithOnnxRuntime(String name, int images, int height, int width) throws Exception {
    byte[] model = model(name);
    Shape shape = Shape.of(images, 3, height, width);
    float[] pixels = pixels(shape);
    try (Tensor expected = onnxRuntime(model, pixels, shape);
        Graph graph = OnnxImporter.read(new ByteArrayInputStream(model), name);
        Tensor picture = Tensor.of(shape, pixels)) {
      String input = graph.inputs().get(0).name();
      String output = graph.outputs().get(0);
      for (String backendName : Folders.backends()) {
        try (Backend backend = Backends.discover().open(backendName);
            Session session = Session.open(graph, backend);
            Tensor actual = session.run(Map.of(input, picture)).get(output)) {
          Difference worst = Difference.between(output, actual, expected);
          System.out.println(name + " " + shape + " on " + backendName + ": " + worst);
          assertThat(worst.agrees()).as("%s: %s", backendName, worst).isTrue();
        }
      }
    }
  }

  private static byte[] model(String name) throws IOException {
    try (InputStream stream = OcrModelsTest.class.getResourceAsStream(FOLDER + name)) {
      assertThat(stream).as(name).isNotNull();
      return stream.readAllBytes();
    }
  }

  /** Dark strokes on a light ground, with noise, between -1 and 1 as these networks want it. */
  private static float[] pixels(Shape shape) {
    Random random = new Random(shape.hashCode());
    int width = shape.dim(3);
    float[] pixels = new float[(int) shape.elements()];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      int y = i / width % shape.dim(2);
      boolean stroke = x / 3 % 4 == 0 && y / 10 % 2 == 0 || y % 10 == 3 && x / 24 % 2 == 0;
      pixels[i] = (stroke ? -0.8f : 0.7f) + (random.nextFloat() - 0.5f) * 0.4f;
    }
    return pixels;
  }

  private static Tensor onnxRuntime(byte[] model, float[] pixels, Shape shape) throws OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    long[] dims = Arrays.stream(shape.dims()).asLongStream().toArray();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), dims);
          OrtSession.Result result =
              session.run(Map.of(session.getInputNames().iterator().next(), input))) {
        OnnxTensor output = (OnnxTensor) result.get(0);
        int[] made =
            Arrays.stream(output.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
        FloatBuffer values = output.getFloatBuffer();
        float[] floats = new float[values.remaining()];
        values.get(floats);
        return Tensor.of(Shape.of(made), floats);
      }
    }
  }
}

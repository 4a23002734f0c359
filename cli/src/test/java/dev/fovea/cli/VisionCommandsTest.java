package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.models.npy.Npy;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands around pictures and models, as a person uses them. */
class VisionCommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int fovea(Object... args) {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
    return Main.run(terminal, texts);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private Path fashion() throws IOException {
    Path model = Files.createDirectories(folder.resolve("fashion"));
    try (InputStream stream = Fashion.model().openModel()) {
      Files.copy(stream, model.resolve("model.onnx"));
    }
    Files.writeString(
        model.resolve("preprocess.json"),
        "{\"version\": 1, \"steps\": [{\"resize\": 28}], \"colour\": \"GREY\"}");
    Files.write(model.resolve("labels.txt"), Fashion.model().labels());
    return model;
  }

  private Path samples() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    for (var sample : Fashion.model().samples()) {
      try (InputStream stream = sample.open()) {
        Files.copy(stream, pictures.resolve(sample.name() + ".png"));
      }
    }
    Files.writeString(pictures.resolve("readme.txt"), "no picture");
    return pictures;
  }

  @Test
  void a_folder_of_pictures_runs_in_batches_of_a_model_folder() throws IOException {
    Path model = fashion();
    Path pictures = samples();
    assertThat(fovea("classify", "--model", model, "--json", pictures)).isZero();
    JsonNode batches = json();
    assertThat(batches.get("images")).hasSize(20);
    assertThat(batches.get("model").asText()).isEqualTo("fashion");
    out.getBuffer().setLength(0);
    assertThat(fovea("classify", "--model", model, "--json", "--batch", 1, pictures)).isZero();
    JsonNode single = json();
    for (int i = 0; i < 20; i++) {
      assertThat(batches.at("/images/" + i + "/top/0/label"))
          .isEqualTo(single.at("/images/" + i + "/top/0/label"));
    }
    out.getBuffer().setLength(0);
    assertThat(fovea("classify", "--model", model, pictures)).isZero();
    assertThat(out.toString()).containsPattern("\\d images a second with decoding");
  }

  @Test
  void one_bad_picture_does_not_stop_the_others() throws IOException {
    Path pictures = samples();
    Files.writeString(pictures.resolve("a-broken.png"), "no picture");
    assertThat(fovea("classify", "--model", fashion(), pictures)).isEqualTo(1);
    assertThat(err.toString()).contains("Bitmaps[a-broken.png]: is no picture that is known");
    assertThat(out.toString()).contains("Ankle boot").contains("Trouser");
  }

  @Test
  void an_empty_folder_is_named() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(fovea("classify", empty)).isEqualTo(1);
    assertThat(err.toString()).contains("the folder holds none; expected files that end in .png");
    assertThat(fovea("classify", "--model", empty, empty)).isEqualTo(1);
  }

  private static TensorProto tensor(int[] dims, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1);
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  private static NodeProto constant(String name, TensorProto value) {
    return NodeProto.newBuilder()
        .setOpType("Constant")
        .addOutput(name)
        .addAttribute(
            AttributeProto.newBuilder().setName("value").setType(AttributeType.TENSOR).setT(value))
        .build();
  }

  private static ValueInfoProto value(String name, int... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int dim : dims) {
      shape.addDimBuilder().setDimValue(dim);
    }
    TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  /** A network that says the same of every picture. */
  private Path stubborn(String file, GraphProto.Builder graph) throws IOException {
    graph.setName(file).addInput(value("picture", 1, 3, 8, 8));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(graph)
            .build();
    return Files.write(folder.resolve(file), model.toByteArray());
  }

  private Path picture() throws IOException {
    Path file = folder.resolve("scene.png");
    byte[] grey = new byte[40 * 20];
    java.util.Arrays.fill(grey, (byte) 90);
    ImageIO.write(Bitmap.of(40, 20, 1, grey).toImage(), "png", file.toFile());
    return file;
  }

  @Test
  void detect_draws_boxes_where_the_network_says() throws IOException {
    Path model =
        stubborn(
            "detector.onnx",
            GraphProto.newBuilder()
                .addNode(constant("scores", tensor(new int[] {1, 2, 2}, 0.1f, 0.9f, 0.8f, 0.2f)))
                .addNode(
                    constant(
                        "boxes", tensor(new int[] {1, 2, 4}, 0.25f, 0.5f, 0.75f, 1, 0, 0, 1, 1)))
                .addOutput(value("scores", 1, 2, 2))
                .addOutput(value("boxes", 1, 2, 4)));
    Path found = folder.resolve("found");
    assertThat(fovea("detect", "--model", model, "--output", found, "--json", picture())).isZero();
    JsonNode one = json().at("/images/0/found");
    assertThat(one).hasSize(1);
    assertThat(one.at("/0/index").asInt()).isEqualTo(1);
    assertThat(one.at("/0/left").asDouble()).isEqualTo(10);
    assertThat(one.at("/0/bottom").asDouble()).isEqualTo(20);
    Bitmap drawn = Bitmaps.read(found.resolve("scene-boxes.png"));
    assertThat(drawn.width()).isEqualTo(40);
    // The left edge of the box is coloured; a place far from it is not.
    assertThat(drawn.sample(10, 15, 0)).isNotEqualTo(drawn.sample(10, 15, 2));
    assertThat(drawn.sample(35, 2, 0)).isEqualTo(90);
    out.getBuffer().setLength(0);
    assertThat(
            fovea("detect", "--model", model, "--threshold", "0.95", "--output", found, picture()))
        .isZero();
    assertThat(out.toString()).contains("scene.png: 0 found");
  }

  @Test
  void segment_colours_the_picture() throws IOException {
    Path model =
        stubborn(
            "segmenter.onnx",
            GraphProto.newBuilder()
                .addNode(constant("scores", tensor(new int[] {1, 2, 1, 2}, 1, 0, 0, 1)))
                .addOutput(value("scores", 1, 2, 1, 2)));
    Path masks = folder.resolve("masks");
    assertThat(fovea("segment", "--model", model, "--output", masks, picture())).isZero();
    assertThat(out.toString()).containsPattern("0 +█+ +50.0 %").containsPattern("1 +█+ +50.0 %");
    Bitmap coloured = Bitmaps.read(masks.resolve("scene-mask.png"));
    assertThat(coloured.sample(5, 5, 1)).isEqualTo(90);
    assertThat(coloured.sample(35, 5, 1)).isLessThan(90);
  }

  @Test
  void run_reads_and_writes_tensors() throws IOException {
    Path input = folder.resolve("x.npy");
    try (Tensor x = Tensor.of(Shape.of(1, 1, 28, 28), new float[784])) {
      Npy.write(input, x);
    }
    Path results = folder.resolve("results");
    assertThat(fovea("run", "--model", fashion(), "--input", "image=" + input, "--output", results))
        .isZero();
    assertThat(out.toString()).contains("probabilities: float32[1,10] -> ").contains("mean 0.1000");
    try (Tensor probabilities = Npy.read(results.resolve("probabilities.npy"))) {
      assertThat(probabilities.shape()).isEqualTo(Shape.of(1, 10));
    }
    assertThat(fovea("run", "--model", folder.resolve("fashion"))).isEqualTo(1);
    assertThat(err.toString()).contains("input image is missing");
  }

  @Test
  void summary_counts_what_the_network_costs() throws IOException {
    assertThat(fovea("summary", fashion())).isZero();
    assertThat(out.toString()).contains("47,402 parameters").contains("fully connected layers");
    out.getBuffer().setLength(0);
    assertThat(fovea("summary", folder.resolve("fashion"), "--json", "--shape", "image=3x1x28x28"))
        .isZero();
    assertThat(json().at("/layers/0/output").asText()).startsWith("[3,");
    assertThat(fovea("summary", folder.resolve("fashion"), "--shape", "x=1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("inputs [x] are unknown")
        .contains("extents are open: [image]");
  }

  @Test
  void explain_shows_the_plan_of_a_backend() throws IOException {
    assertThat(fovea("explain", fashion(), "--backend", "reference")).isZero();
    assertThat(out.toString())
        .contains("on reference")
        .contains("reference:conv2d")
        .contains("arena");
    assertThat(fovea("explain", folder.resolve("none.onnx"))).isEqualTo(1);
    assertThat(err.toString()).contains("does not exist, and is no network of the zoo; expected");
  }

  @Test
  void stack_traces_are_for_those_who_ask() {
    assertThat(fovea("summary", folder.resolve("none.onnx"))).isEqualTo(1);
    assertThat(err.toString()).doesNotContain("\tat ");
    assertThat(fovea("summary", "--debug", folder.resolve("none.onnx"))).isEqualTo(1);
    assertThat(err.toString()).contains("\tat ");
  }
}

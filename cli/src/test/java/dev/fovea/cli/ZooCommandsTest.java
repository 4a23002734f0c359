package dev.fovea.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorAllocationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of the zoo on the command line, as a person uses them. */
class ZooCommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private long liveBytes;

  @TempDir Path folder;

  @BeforeEach
  void weigh() {
    liveBytes = Tensor.liveBytes();
  }

  private int fovea(Object... args) {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
    int exitCode = Main.run(terminal, texts);
    assertThat(err.toString()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(Tensor.liveBytes()).isEqualTo(liveBytes);
    return exitCode;
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private Path picture() throws IOException {
    Path file = folder.resolve("scene.png");
    byte[] grey = new byte[60 * 40];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i % 60 * 4);
    }
    ImageIO.write(Bitmap.of(60, 40, 1, grey).toImage(), "png", file.toFile());
    return file;
  }

  @Test
  void zoo_lists_every_network_in_order_within_120_columns() {
    assertThat(fovea("zoo")).isZero();
    assertThat(out.toString().lines().map(line -> line.split(" ")[0]))
        .containsSubsequence(Zoo.all().stream().map(Architecture::name).toList());
    assertThat(out.toString())
        .containsPattern("vgg16 +VGG-16 +classification +138,357,544 +15,470,264,320 +3x224x224")
        .contains("Simonyan and Zisserman, Very deep convolutional networks");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void zoo_filters_by_every_word() throws IOException {
    assertThat(fovea("zoo", "VGG", "batch", "--json")).isZero();
    assertThat(json().get("networks").findValuesAsText("name"))
        .containsExactly("vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn");
    JsonNode first = json().at("/networks/0");
    assertThat(first.get("parameters").asLong()).isEqualTo(132_868_840);
    assertThat(first.get("parametersSource").asText()).contains("torchvision");
    assertThat(first.at("/input/1").asInt()).isEqualTo(224);
    assertThat(fovea("zoo", "vgg", "transformer")).isEqualTo(1);
    assertThat(err.toString()).contains("no network has [vgg, transformer]; expected parts of");
  }

  @Test
  void summary_counts_as_published() throws IOException {
    assertThat(fovea("summary", "vgg19", "--json")).isZero();
    assertThat(json().get("parameters").asLong()).isEqualTo(143_667_240);
    assertThat(json().get("fullyConnectedParameters").asLong()).isEqualTo(123_642_856);
    assertThat(json().at("/layers/0/output").asText()).isEqualTo("[1,64,224,224]");
    assertThat(fovea("summary", "resnet50")).isZero();
    assertThat(out.toString())
        .containsPattern("layer1.0.conv1 +Conv2d +\\[1,64,56,56\\] +4,096 ")
        .contains("resnet50: 25,557,032 parameters (102.2 MB as float32)");
  }

  /** 36 billion weights are in no machine's memory. */
  @Test
  void summary_makes_no_weights() throws IOException {
    assertThat(fovea("summary", "vgg19", "--width", 16, "--json")).isZero();
    assertThat(json().get("parameters").asLong()).isGreaterThan(30_000_000_000L);
  }

  @Test
  void options_change_the_network() throws IOException {
    assertThat(
            fovea(
                "summary",
                "resnet18",
                "--json",
                "--size",
                "64x96",
                "--classes",
                7,
                "--width",
                0.5,
                "--shape",
                "input=2x3x64x96"))
        .isZero();
    JsonNode layers = json().get("layers");
    assertThat(layers.get(0).get("output").asText()).isEqualTo("[2,32,32,48]");
    assertThat(layers.get(layers.size() - 1).get("output").asText()).isEqualTo("[2,7]");
    assertThat(fovea("summary", "resnet18", "--json", "--size", 64)).isZero();
    assertThat(json().at("/layers/0/output").asText()).isEqualTo("[1,64,32,32]");
  }

  @Test
  void explain_compiles_a_network_of_the_zoo() throws IOException {
    assertThat(fovea("explain", "resnet18", "--width", 0.125, "--size", 32, "--json")).isZero();
    assertThat(json().at("/steps/0/nodes").toString())
        .isEqualTo("[\"conv1\",\"bn1\",\"bn1/relu\"]");
  }

  @Test
  void classify_says_that_the_weights_are_random() throws IOException {
    Object[] small = {
      "classify", "--model", "resnet18", "--width", 0.125, "--size", 32, "--classes", 12, picture()
    };
    assertThat(fovea(small)).isZero();
    assertThat(out.toString())
        .contains("resnet18 on backend " + BackendsHere.first())
        .contains("untrained: the weights are random, what it answers means nothing")
        .containsPattern("scene.png +\\d+ +[█▏▎▍▌▋▊▉]+");
    assertThat(fovea(with(small, "--json"))).isZero();
    assertThat(json().get("untrained").asBoolean()).isTrue();
    assertThat(json().at("/images/0/top/0/index").asInt()).isBetween(0, 11);
    JsonNode once = json().at("/images/0/top");
    assertThat(fovea(with(small, "--json", "--seed", 1))).isZero();
    assertThat(json().at("/images/0/top")).isEqualTo(once);
    assertThat(fovea(with(small, "--json", "--seed", 2))).isZero();
    assertThat(json().at("/images/0/top")).isNotEqualTo(once);
  }

  private static Object[] with(Object[] args, Object... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray();
  }

  @Test
  void the_embedded_network_is_not_called_untrained() throws IOException {
    assertThat(fovea("classify", "--json")).isZero();
    assertThat(json().has("untrained")).isFalse();
    assertThat(fovea("classify")).isZero();
    assertThat(out.toString()).doesNotContain("untrained");
  }

  @Test
  void segment_colours_the_picture_and_says_that_it_means_nothing() throws IOException {
    Path masks = folder.resolve("masks");
    Object[] small = {
      "segment", "--model", "fcn8s", "--width", 0.0625, "--size", 64, "--output", masks, picture()
    };
    assertThat(fovea(small)).isZero();
    assertThat(out.toString()).contains("untrained: ").contains("scene-mask.png");
    assertThat(Bitmaps.read(masks.resolve("scene-mask.png")).width()).isEqualTo(60);
    assertThat(fovea(with(small, "--json"))).isZero();
    assertThat(json().get("untrained").asBoolean()).isTrue();
    double all = 0;
    for (JsonNode share : json().at("/images/0/classes")) {
      all += share.get("share").asDouble();
    }
    assertThat(all).isCloseTo(1, within(1e-9));
  }

  /** 236 pixels in, 52 scores out: they are those of the middle. */
  @Test
  void what_a_network_does_not_score_stays_as_it_is() throws IOException {
    Path masks = folder.resolve("masks");
    assertThat(
            fovea(
                "segment",
                "--model",
                "unet",
                "--width",
                0.0625,
                "--size",
                236,
                "--classes",
                9,
                "--output",
                masks,
                picture()))
        .isZero();
    Bitmap coloured = Bitmaps.read(masks.resolve("scene-mask.png"));
    Bitmap plain = Bitmaps.read(picture());
    int changed = 0;
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 60; x++) {
        boolean middle = x >= 22 && x < 38 && y >= 12 && y < 28;
        int green = coloured.sample(x, y, 1);
        if (middle) {
          changed += green == plain.sample(x, y, 0) ? 0 : 1;
        } else {
          assertThat(green).isEqualTo(plain.sample(x, y, 0));
        }
      }
    }
    assertThat(changed).isPositive();
  }

  @Test
  void detect_draws_what_a_region_proposal_network_proposes() throws IOException {
    Path found = folder.resolve("found");
    Object[] small = {
      "detect",
      "--model",
      "rpn_resnet50",
      "--width",
      0.0625,
      "--size",
      96,
      "--output",
      found,
      "--threshold",
      0.1,
      picture()
    };
    assertThat(fovea(with(small, "--most", 3))).isZero();
    assertThat(out.toString()).contains("untrained: ").contains("3 found").contains("object");
    assertThat(fovea(with(small, "--json", "--most", 3))).isZero();
    assertThat(json().get("untrained").asBoolean()).isTrue();
    JsonNode boxes = json().at("/images/0/found");
    assertThat(boxes).hasSize(3);
    assertThat(boxes.get(0).get("score").asDouble())
        .isGreaterThanOrEqualTo(boxes.get(1).get("score").asDouble());
    for (JsonNode box : boxes) {
      assertThat(box.get("left").asDouble()).isBetween(0.0, box.get("right").asDouble());
      assertThat(box.get("right").asDouble()).isLessThanOrEqualTo(60);
      assertThat(box.get("bottom").asDouble()).isLessThanOrEqualTo(40);
    }
    Bitmap drawn = Bitmaps.read(found.resolve("scene-boxes.png"));
    assertThat(drawn.toBytes()).isNotEqualTo(Bitmaps.read(picture()).toRgb().toBytes());
  }

  @Test
  void detect_knows_which_options_fit_proposals() throws IOException {
    assertThat(fovea("detect", "--model", "rpn_vgg16", "--most", 0, picture())).isEqualTo(2);
    assertThat(err.toString()).contains("fovea detect: --most is 0; expected at least 1");
    assertThat(
            fovea(
                "detect",
                "--model",
                "rpn_vgg16",
                "--width",
                0.0625,
                "--size",
                64,
                "--pixels",
                "--output",
                folder,
                picture()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("--pixels given for a network that proposes regions");
    assertThat(
            fovea(
                "detect",
                "--model",
                "rpn_vgg16",
                "--width",
                0.0625,
                "--size",
                64,
                "--classes",
                3,
                "--output",
                folder,
                picture()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("Proposals: scores are [1,27,4,4]");
  }

  @Test
  void summary_tells_learned_parameters_from_given_ones() throws IOException {
    assertThat(fovea("summary", "fcn8s")).isZero();
    assertThat(out.toString())
        .contains("fcn8s: 134,368,799 parameters")
        .contains("134,362,751 of the parameters are learned; the others are given");
    assertThat(fovea("summary", "fcn8s", "--json")).isZero();
    assertThat(json().get("learnedParameters").asLong()).isEqualTo(134_362_751);
    assertThat(fovea("summary", "vgg16")).isZero();
    assertThat(out.toString()).doesNotContain("learned");
  }

  @Test
  void run_prepares_a_picture_as_the_network_wants_it() throws IOException {
    Object[] small = {
      "run", "--model", "resnet18", "--width", 0.125, "--size", 32, "--input", "input=" + picture()
    };
    assertThat(fovea(small)).isZero();
    assertThat(out.toString()).contains("untrained: ").contains("fc: float32[1,1000]");
    assertThat(fovea(with(small, "--json"))).isZero();
    assertThat(json().get("untrained").asBoolean()).isTrue();
  }

  @Test
  void bench_times_a_network_of_the_zoo() {
    assertThat(fovea("bench", "resnet18", "--width", 0.125, "--size", 32, "--seconds", 0.01))
        .isZero();
    assertThat(out.toString()).contains("resnet18 on input[1,3,32,32]");
  }

  /** However long its title is. */
  @ParameterizedTest
  @MethodSource("names")
  void zoo_shows_the_paper_of_every_network(String name) {
    assertThat(fovea("zoo", name)).isZero();
    assertThat(out.toString().replaceAll("\\s+", " ")).contains(Zoo.get(name).paper());
  }

  static List<String> names() {
    return Zoo.all().stream().map(Architecture::name).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "resnet51,  resnet50",
    "ResNet-18, resnet18",
    "vgg,       'vgg11, vgg13, vgg16'",
    "fcn8s_vgg16, fcn8s",
  })
  void an_unknown_name_is_answered_with_similar_ones(String name, String similar) {
    assertThat(fovea("summary", name)).isEqualTo(1);
    assertThat(err.toString())
        .contains("model[" + name + "]: does not exist, and is no network of the zoo")
        .contains("a name that 'fovea zoo' lists; similar: " + similar);
  }

  /** Here the results of an earlier call, {@code --output resnet18}. */
  @Test
  void a_folder_that_hides_a_network_is_told_as_such() throws Exception {
    Files.createDirectory(folder.resolve("resnet18"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fovea.cli.Main",
                "summary",
                "resnet18")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(output)
        .contains("model[resnet18]: is a folder without model.onnx that hides the zoo's network");
  }

  @Test
  void a_name_like_no_other_suggests_nothing() {
    assertThat(fovea("explain", "nets/mine.onnx")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "expected an ONNX file, a folder with model.onnx, or a name that 'fovea zoo' lists")
        .doesNotContain("similar");
  }

  @ParameterizedTest
  @CsvSource({
    "--size,    abc,  'is abc; expected height and width, for example 224x320, or one number'",
    "--size,    0,    'is 0; expected height and width'",
    "--size,    -3,   'is -3; expected height and width'",
    "--size,    8x,   'is 8x; expected height and width'",
    "--classes, 0,    '--classes is 0; expected 1 to 1048576'",
    "--classes, many, 'many'",
    "--width,   0,    '--width is 0.0; expected above 0, and at most 16'",
    "--width,   NaN,  '--width is NaN; expected above 0'",
    "--seed,    x,    'x'",
  })
  void an_option_that_makes_no_sense_is_explained(String option, String value, String message) {
    assertThat(fovea("summary", "resnet18", option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Usage: fovea summary");
  }

  @Test
  void a_picture_too_small_for_the_network_is_named_with_the_layer() {
    assertThat(fovea("summary", "vgg16", "--size", 16)).isEqualTo(1);
    assertThat(err.toString())
        .contains("MaxPool2d[features.28/maxpool]: input is 1x1")
        .contains("expected at least the window's extent 2x2");
    assertThat(fovea("summary", "vgg16", "--size", 99_999)).isEqualTo(1);
    assertThat(err.toString()).contains("Conv2d[features.0]: output would be");
  }

  @Test
  void memory_that_is_used_up_is_told_without_the_name_of_a_class() {
    String message = "Tensor: no room for 1207959552 bytes off the heap";
    assertThat(Failures.message(new TensorAllocationException(message, new OutOfMemoryError())))
        .isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"summary", "explain", "bench"})
  void options_of_the_zoo_are_refused_for_files(String command) throws IOException {
    Path file = Files.createFile(folder.resolve("net.onnx"));
    assertThat(fovea(command, file, "--size", 64, "--seed", 3)).isEqualTo(2);
    assertThat(err.toString())
        .contains("fovea " + command + ": --size, --seed given for " + file)
        .contains("which is a file or folder; expected a network of the zoo");
  }

  @Test
  void options_of_the_zoo_are_refused_for_the_embedded_network() {
    assertThat(fovea("classify", "--classes", 3)).isEqualTo(2);
    assertThat(err.toString()).contains("fovea classify: --classes given without --model");
  }

  @Test
  void a_network_for_something_else_is_refused() throws IOException {
    assertThat(fovea("segment", "--model", "resnet18", picture())).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "model[resnet18]: is a network for classification; expected one for segmentation");
    assertThat(fovea("detect", "--model", "resnet18", picture())).isEqualTo(1);
    assertThat(err.toString()).contains("expected one for detection");
  }

  @Test
  void completion_knows_the_names() {
    assertThat(fovea("generate-completion")).isZero();
    assertThat(out.toString()).contains("resnet50");
  }
}

package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a person uses it: what it prints, and its exit code. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int fovea(String... args) {
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
    return Main.run(terminal, args);
  }

  private Path file(String name, InputStream content) throws Exception {
    Path file = folder.resolve(name);
    Files.copy(content, file);
    return file;
  }

  private Path sample() throws Exception {
    return file("shoe.png", Fashion.model().samples().get(18).open());
  }

  @Test
  void classifies_the_samples_without_arguments() {
    assertThat(fovea("classify")).isZero();
    assertThat(out.toString())
        .contains("on backend " + BackendsHere.first())
        .contains("18 of 20 right")
        .containsPattern("ankle-boot-1 +Ankle boot +█+.* right")
        .containsPattern("ankle-boot-2 +Sandal +█+.* wrong")
        .containsPattern("t-shirt-2 +Shirt +█+.* wrong");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blas", "reference"})
  void other_backends_give_the_same_answers(String backend) {
    assertThat(fovea("classify", "--backend", backend)).isZero();
    assertThat(out.toString()).contains("on backend " + backend).contains("18 of 20 right");
  }

  @Test
  void writes_json_with_the_same_answers() throws Exception {
    assertThat(fovea("classify", "--json", "--top", "2", "--threads", "1")).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("model").asText()).isEqualTo("fashion");
    assertThat(report.get("backend").asText()).isEqualTo(BackendsHere.first());
    assertThat(report.get("threads").asInt()).isEqualTo(1);
    assertThat(report.get("images")).hasSize(20);
    long right =
        report.get("images").findValues("right").stream().filter(JsonNode::asBoolean).count();
    assertThat(right).isEqualTo(18);
    assertThat(report.at("/images/0/top")).hasSize(2);
    assertThat(report.at("/images/0/top/0/label").asText()).isEqualTo("T-shirt/top");
    assertThat(report.at("/images/0/top/0/probability").asDouble()).isBetween(0.9, 1.0);
  }

  @Test
  void classifies_own_images() throws Exception {
    assertThat(fovea("classify", "--top", "1", sample().toString())).isZero();
    assertThat(out.toString()).containsPattern("shoe.png +Ankle boot").doesNotContain(" right");
  }

  @Test
  void takes_a_model_and_labels_from_files() throws Exception {
    Path model = file("net.onnx", Fashion.model().openModel());
    Path labels = folder.resolve("names.txt");
    Files.write(labels, List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "boot"));
    assertThat(
            fovea(
                "classify",
                "--model",
                model.toString(),
                "--labels",
                labels.toString(),
                sample().toString()))
        .isZero();
    assertThat(out.toString())
        .contains("net.onnx on backend " + BackendsHere.first())
        .contains("boot");
  }

  @Test
  void numbers_the_classes_of_a_model_without_labels() throws Exception {
    Path model = file("net.onnx", Fashion.model().openModel());
    assertThat(fovea("classify", "--model", model.toString(), sample().toString())).isZero();
    assertThat(out.toString()).containsPattern("shoe.png +9 +█+");
  }

  @Test
  void shows_class_numbers_of_any_length() {
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, false);
    PredictionPrinter printer = new PredictionPrinter(terminal, List.of("a.png"), List.of());
    List<Prediction.Ranked> top = List.of(new Prediction.Ranked(12345, "12345", 0.5f));
    printer.print(new Prediction("a.png", null, top, 1));
    assertThat(out.toString()).contains("12345 ").contains("50.0 %");
  }

  @Test
  void fails_when_its_output_is_lost() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] characters, int from, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Terminal terminal = new Terminal(new PrintWriter(full), new PrintWriter(err), false, false);
    assertThat(Main.run(terminal, "backends")).isEqualTo(1);
  }

  @Test
  void says_how_many_labels_it_expected() throws Exception {
    Path model = file("net.onnx", Fashion.model().openModel());
    Path labels = Files.writeString(folder.resolve("names.txt"), "a\nb\n");
    assertThat(
            fovea(
                "classify",
                "--model",
                model.toString(),
                "--labels",
                labels.toString(),
                sample().toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("2 labels given; expected 10");
  }

  @Test
  void goes_on_behind_an_image_it_cannot_read() throws Exception {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    assertThat(fovea("classify", text.toString(), sample().toString())).isEqualTo(1);
    assertThat(err.toString()).contains("text.jpg").contains("expected a PNG");
    assertThat(out.toString()).contains("Ankle boot");
  }

  @Test
  void refuses_images_that_are_missing_empty_or_folders() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.png"));
    assertThat(fovea("classify", empty.toString(), folder.toString(), "missing.png")).isEqualTo(1);
    assertThat(err.toString().lines().filter(line -> line.startsWith("fovea: "))).hasSize(3);
    assertNoStackTrace();
  }

  @Test
  void refuses_a_truncated_model() throws Exception {
    Path whole = file("net.onnx", Fashion.model().openModel());
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(fovea("classify", "--model", cut.toString(), sample().toString())).isEqualTo(1);
    assertThat(err.toString()).contains("cut.onnx");
    assertNoStackTrace();
  }

  @Test
  void lists_every_backend_when_asked_for_an_unknown_one() {
    assertThat(fovea("classify", "--backend", "warp")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Backend[warp]: no such backend; expected one of these:")
        .contains("blas")
        .contains("native")
        .contains("reference");
    assertNoStackTrace();
  }

  @Test
  void explains_wrong_options() {
    assertThat(fovea("classify", "--top", "0")).isEqualTo(2);
    assertThat(fovea("classify", "--threads", "many")).isEqualTo(2);
    assertThat(fovea("classify", "--threads", "20000")).isEqualTo(2);
    assertThat(fovea("classify", "--model", "net.onnx")).isEqualTo(2);
    assertThat(fovea("paint")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--top is 0; expected at least 1")
        .contains("--threads is 20000; expected 1 to 1024")
        .contains("--model given without an IMAGE")
        .contains("Usage: fovea classify");
    assertNoStackTrace();
  }

  @Test
  void reports_backends_with_processor_and_versions() throws Exception {
    assertThat(fovea("backends")).isZero();
    assertThat(out.toString())
        .contains("reference")
        .contains("AVAILABLE")
        .contains("dev.fovea.backend.reference.ReferenceProvider")
        .contains("dev.fovea.backend.blas.BlasProvider")
        .contains("library threads: 1")
        .contains("CPU ")
        .contains("SPI version 1");
  }

  @Test
  void reports_the_native_backend_first_and_why_it_cannot_run() throws Exception {
    assertThat(fovea("backends", "--json")).isZero();
    JsonNode first = new ObjectMapper().readTree(out.toString()).at("/backends/0");
    assertThat(first.get("name").asText()).isEqualTo("native");
    assertThat(first.get("priority").asInt()).isEqualTo(20);
    if (BackendsHere.nativeWasBuilt()) {
      assertThat(first.get("status").asText()).isEqualTo("AVAILABLE");
      assertThat(first.at("/facts/isa").asText()).isIn("baseline", "avx2", "avx512");
    } else {
      assertThat(first.get("status").asText()).isEqualTo("REFUSED");
      assertThat(first.get("reason").asText()).startsWith("not built for ");
    }
  }

  @Test
  void shows_help_without_a_command() {
    assertThat(fovea()).isZero();
    assertThat(out.toString()).contains("classify").contains("backends").contains("Exit codes");
  }

  @Test
  void leaves_no_memory_behind() {
    long before = Tensor.liveBytes();
    fovea("classify");
    fovea("classify", "missing.png");
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  private void assertNoStackTrace() {
    assertThat(err.toString()).doesNotContain("\tat ").doesNotContain("Exception");
  }
}

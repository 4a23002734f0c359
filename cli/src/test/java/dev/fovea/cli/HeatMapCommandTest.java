package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.zoo.EmbeddedModel.Sample;
import dev.fovea.models.zoo.Fashion;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded network, moved over two of its pictures side by side. */
class HeatMapCommandTest {
  private static final int BOOT = Fashion.model().labels().indexOf("Ankle boot");

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

  /** A dress on the left, an ankle boot on the right, 28 x 112 with black around. */
  private Path scene() throws IOException {
    byte[] samples = new byte[28 * 112];
    copy("dress-1", samples, 0);
    copy("ankle-boot-1", samples, 84);
    Path file = folder.resolve("scene.png");
    ImageIO.write(Bitmap.of(112, 28, 1, samples).toImage(), "png", file.toFile());
    return file;
  }

  private static void copy(String name, byte[] into, int left) throws IOException {
    Sample sample =
        Fashion.model().samples().stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow();
    try (InputStream stream = sample.open()) {
      Bitmap bitmap = Bitmaps.read(stream, name).toGrey();
      for (int i = 0; i < 28 * 28; i++) {
        into[i / 28 * 112 + left + i % 28] = (byte) bitmap.sample(i % 28, i / 28, 0);
      }
    }
  }

  @Test
  void the_place_of_a_class_is_the_brightest() throws IOException {
    Path heat = folder.resolve("heat");
    assertThat(
            fovea(
                "heatmap",
                "--model",
                fashion(),
                "--class",
                BOOT,
                "--shorter",
                28,
                "--output",
                heat,
                "--json",
                scene()))
        .as(err.toString())
        .isZero();
    JsonNode row = new ObjectMapper().readTree(out.toString()).at("/images/0");
    assertThat(row.get("label").asText()).isEqualTo("Ankle boot");
    assertThat(row.get("rows").asInt()).isEqualTo(1);
    assertThat(row.get("columns").asInt()).isGreaterThan(10);
    assertThat(row.get("highest").asDouble()).isGreaterThan(row.get("lowest").asDouble());
    Bitmap drawn = Bitmaps.read(heat.resolve("scene-heat.png"));
    assertThat(drawn.width()).isEqualTo(112);
    // Where the picture is black in both halves: yellow over the boot, violet over the dress.
    assertThat(drawn.sample(98, 0, 1)).isGreaterThan(drawn.sample(14, 0, 1) + 50);
  }

  @Test
  void the_strongest_class_is_shown_unless_one_is_named() throws IOException {
    Path heat = folder.resolve("heat");
    Path model = fashion();
    Path scene = scene();
    assertThat(fovea("heatmap", "--model", model, "--output", heat, scene)).isZero();
    assertThat(out.toString()).contains("scene-heat.png").contains("28x28 pixels every 4x4");
    assertThat(fovea("heatmap", "--model", model, "--class", 10, "--output", heat, scene))
        .isEqualTo(1);
    assertThat(err.toString()).contains("HeatMap: class is 10; expected 0 to 9");
    assertThat(fovea("heatmap", "--model", model, "--shorter", 20, "--output", heat, scene))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("--shorter is 20; expected at least what the network reads");
  }
}

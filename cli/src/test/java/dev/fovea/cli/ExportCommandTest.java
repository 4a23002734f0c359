package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path model;
  private Path written;

  @BeforeEach
  void writeModel() throws Exception {
    model = folder.resolve("fashion.onnx");
    written = folder.resolve("written.onnx");
    try (InputStream stream = Fashion.model().openModel()) {
      Files.copy(stream, model);
    }
  }

  private int export(Object... args) {
    String[] all = new String[args.length + 2];
    all[0] = "export";
    all[1] = model.toString();
    for (int i = 0; i < args.length; i++) {
      all[i + 2] = args[i].toString();
    }
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
    return Main.run(terminal, all);
  }

  @Test
  void writes_a_file_that_is_read_again() throws Exception {
    assertThat(export(written)).as(err::toString).isZero();
    assertThat(out.toString())
        .isEqualTo(String.format("%s: %,d bytes%n", written, Files.size(written)));
    try (Graph graph = OnnxImporter.read(written)) {
      assertThat(graph.outputs()).containsExactly("probabilities");
    }
  }

  @Test
  void keeps_weights_beside_and_fixes_shapes() throws Exception {
    assertThat(export(written, "--external", "--shape", "image=2x1x28x28"))
        .as(err::toString)
        .isZero();
    Path data = folder.resolve("written.onnx.data");
    assertThat(data).isRegularFile();
    assertThat(out.toString()).contains(data + ": ");
    assertThat(Files.size(written)).isLessThan(Files.size(model) / 2);
    try (Graph graph = OnnxImporter.read(written)) {
      assertThat(graph.inputs().get(0).dims()).startsWith(new Dim.Fixed(2), new Dim.Fixed(1));
    }
  }

  @Test
  void says_what_is_wrong() {
    assertThat(export(written, "--shape", "picture=1x1x28x28")).isEqualTo(1);
    assertThat(err.toString()).contains("shapes: are given for [picture]; expected inputs");
    assertThat(export(folder.resolve("nowhere").resolve("net.onnx"))).isEqualTo(1);
    assertThat(err.toString()).contains("which is no folder; expected one; create it");
    assertThat(written).doesNotExist();
  }
}

package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.graph.Graph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path folder;

  @Test
  void aFolderIsComplete() throws IOException {
    try (InputStream model = Fashion.model().openModel()) {
      Files.copy(model, folder.resolve("model.onnx"));
    }
    Files.writeString(
        folder.resolve("preprocess.json"), PreprocessingJson.write(Preprocessing.grey(28, 28)));
    assertThat(ModelFolder.read(folder).labels()).isEmpty();
    Files.write(folder.resolve("labels.txt"), Fashion.model().labels());
    ModelFolder read = ModelFolder.read(folder);
    assertThat(read.labels()).isEqualTo(Fashion.model().labels());
    assertThat(read.preprocessing()).isEqualTo(Fashion.model().preprocessing());
    try (Graph graph = read.openGraph()) {
      assertThat(graph.outputs()).containsExactly("probabilities");
    }
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertThatThrownBy(() -> ModelFolder.read(folder)).hasMessageContaining("has no model.onnx");
    Files.writeString(folder.resolve("model.onnx"), "");
    assertThatThrownBy(() -> ModelFolder.read(folder))
        .hasMessageContaining("has no preprocess.json; expected model.onnx, preprocess.json");
  }

  private List<String> labels(String text) throws IOException {
    Path file = folder.resolve("names.txt");
    Files.writeString(file, text);
    return ModelFolder.labels(file);
  }

  @Test
  void labelsMayBeNumbered() throws IOException {
    assertThat(labels("cat\ndog, big\n\n")).containsExactly("cat", "dog, big");
    assertThat(labels("0,cat\n1,dog, big\n")).containsExactly("cat", "dog, big");
    assertThat(labels("0 cat\n1: dog\n")).containsExactly("cat", "dog");
    assertThat(labels("0 cat\n7 dog\n")).containsExactly("0 cat", "7 dog");
  }

  @Test
  void labelsThatAreNoTextAreRefused() throws IOException {
    Path file = folder.resolve("names.txt");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> ModelFolder.labels(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no UTF-8 text");
  }
}

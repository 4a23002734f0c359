package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.support.TestBackend;
import dev.fovea.models.vision.Classification;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The 10,000 test pictures, as Debian packs them (dataset-fashion-mnist). */
@EnabledIfSystemProperty(named = "fovea.full", matches = "true")
class FashionTestSetTest {
  private static final Path DATA = Path.of("/usr/share/datasets/fashion-mnist");
  private static final int PICTURES = 10_000;
  private static final int PIXELS = 28 * 28;
  private static final int BATCH = 100;

  @Test
  void nameTheirClassAsOftenAsTheNetworkPromises() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "Debian package dataset-fashion-mnist is not installed");
    EmbeddedModel model = Fashion.model();
    int right = 0;
    try (Graph graph = model.openGraph();
        DataInputStream pictures = open("t10k-images-idx3-ubyte.gz", 16);
        DataInputStream labels = open("t10k-labels-idx1-ubyte.gz", 8)) {
      for (int i = 0; i < PICTURES; i += BATCH) {
        try (Tensor batch = read(pictures);
            Tensor scores = TestBackend.run(graph, Map.of("image", batch)).get("probabilities")) {
          for (List<Classification> top : Classification.top(scores, model.labels(), 1)) {
            right += top.get(0).index() == labels.readUnsignedByte() ? 1 : 0;
          }
        }
      }
    }
    System.out.println(right + " of " + PICTURES + " right");
    assertThat(right / (double) PICTURES).isBetween(0.9215, 0.9225);
  }

  private static DataInputStream open(String file, int header) throws IOException {
    DataInputStream stream =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(DATA.resolve(file))));
    stream.skipNBytes(header);
    return stream;
  }

  private static Tensor read(DataInputStream pictures) throws IOException {
    byte[] bytes = new byte[BATCH * PIXELS];
    pictures.readFully(bytes);
    float[] values = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = (bytes[i] & 0xff) / 255f;
    }
    return Tensor.of(Shape.of(BATCH, 1, 28, 28), values);
  }
}

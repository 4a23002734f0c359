package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.DocsPage;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.vision.HeatMap;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.models.vision.Step;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.EmbeddedModel.Sample;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What docs/transforms.md quotes, shows and counts is so; {@code -Dfovea.updateDocs=true} draws its
 * pictures anew.
 */
class TransformsPageTest {
  private static final String PAGE = "transforms.md";
  private static final List<String> SCENE =
      List.of(
          "dress-1",
          "ankle-boot-1",
          "bag-1",
          "trouser-1",
          "pullover-1",
          "sandal-1",
          "sneaker-1",
          "coat-1");
  private static final int MARGIN = 12;
  private static final int CELL = 28 + 2 * MARGIN;
  private static final int SCALE = 4;

  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void javaIsCompiledCode() throws IOException {
    DocsPage.read(PAGE).requireCompiledJava(6);
  }

  @Test
  void linksLeadToFiles() throws IOException {
    DocsPage.read(PAGE).requireLinks();
  }

  @Test
  void theMatrixIsDrawn() throws IOException {
    DocsPage.requireDrawn("convolution-matrix.png", TransformExamples.matrixPicture(), 0);
  }

  @Test
  void theHeatMapIsDrawn() throws IOException {
    EmbeddedModel fashion = Fashion.model();
    int type = fashion.labels().indexOf("Ankle boot");
    Bitmap scene = scene(fashion);
    Preprocessing whole = fashion.preprocessing().steps(new Step[0]);
    try (Graph graph = fashion.openGraph();
        Backend backend = TestBackend.open();
        Prepared prepared = whole.apply(scene);
        Tensor sample = fashion.samples().get(0).read(fashion.preprocessing())) {
      HeatMap heat = TransformExamples.heatMap(graph, backend, prepared.tensor(), type);
      for (int i = 0; i < SCENE.size(); i++) {
        double x = i % 4 * CELL + CELL / 2.0;
        double y = i / 4 * CELL + CELL / 2.0;
        double boot = heat.between(x, y);
        assertThat(boot > 0.9).as("boot at %s: %s", SCENE.get(i), boot).isEqualTo(i == 1);
        assertThat(boot < 0.1).as("boot at %s: %s", SCENE.get(i), boot).isEqualTo(i != 1);
      }
      DocsPage.requireDrawn("heatmap.png", enlarged(TransformExamples.drawn(heat, scene)), 0);
      assertThat(TransformExamples.classActivationMap(graph, backend, sample))
          .containsExactly(10f, 10f);
    }
  }

  private static Bitmap scene(EmbeddedModel fashion) throws IOException {
    byte[] samples = new byte[2 * CELL * 4 * CELL];
    for (int i = 0; i < SCENE.size(); i++) {
      String name = SCENE.get(i);
      Sample sample =
          fashion.samples().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
      try (InputStream stream = sample.open()) {
        Bitmap one = Bitmaps.read(stream, name).toGrey();
        for (int p = 0; p < 28 * 28; p++) {
          int row = i / 4 * CELL + MARGIN + p / 28;
          int column = i % 4 * CELL + MARGIN + p % 28;
          samples[row * 4 * CELL + column] = (byte) one.sample(p % 28, p / 28, 0);
        }
      }
    }
    return Bitmap.of(4 * CELL, 2 * CELL, 1, samples);
  }

  private static Bitmap enlarged(Bitmap small) {
    int width = small.width() * SCALE;
    byte[] samples = new byte[width * small.height() * SCALE * 3];
    for (int i = 0; i < samples.length; i++) {
      int pixel = i / 3;
      samples[i] = (byte) small.sample(pixel % width / SCALE, pixel / width / SCALE, i % 3);
    }
    return Bitmap.of(width, small.height() * SCALE, 3, samples);
  }

  @Test
  void theNumbersAreRight() {
    int last = 4096 * 512 + 4096;
    assertThat(last).isEqualTo(2_101_248);
    try (Graph vgg16 = Zoo.get("vgg16").build(Zoo.get("vgg16").options().width(1.0 / 16));
        Graph pooled = TransformExamples.pooled(vgg16)) {
      assertThat(pooled.constants().get("classifier.0.weight").shape())
          .isEqualTo(Shape.of(256, 32));
    }
    try (Graph resNet = Zoo.get("resnet18").build(Zoo.get("resnet18").options().width(0.125))) {
      assertThat(TransformExamples.foldedNorms(resNet)).isEqualTo(20);
    }
    Conv2d seven = Conv2d.of(1, 1, Window2d.of(7).pad(3)).bias(false);
    Graph.Builder blur = Graph.builder("blur").input(Networks.input("x", -1, 1, 100, 100));
    float[] ones = new float[49];
    Arrays.fill(ones, 1f / 49);
    blur.constant("w", Tensor.of(seven.weightsShape(), ones));
    Networks.add(blur, "y", seven, "x", "w");
    try (Graph graph = blur.output("y").build();
        Tensor weights = Networks.random(Shape.of(3, 2, 3, 3), 1)) {
      assertThat(TransformExamples.savedProducts(graph)).isEqualTo(10_000L * (49 - 14));
      assertThat(
              TransformExamples.isTransposed(
                  Conv2d.of(2, 3, Window2d.of(3).stride(2).pad(1)), new Size2d(8, 9), weights))
          .isTrue();
    }
  }
}

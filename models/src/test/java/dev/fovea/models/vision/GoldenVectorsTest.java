package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.models.vision.Preprocessing.AxisOrder;
import dev.fovea.models.vision.Preprocessing.Colour;
import dev.fovea.models.vision.Preprocessing.Prepared;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Pillow 9.4 and OpenCV 4.6 make of pictures, recorded by {@code golden/make.py}. */
class GoldenVectorsTest {
  private static InputStream open(String file) {
    return GoldenVectorsTest.class.getResourceAsStream("golden/" + file);
  }

  private static Bitmap read(String file) {
    try (InputStream stream = open(file)) {
      return Bitmaps.read(stream, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> resized() throws IOException {
    try (InputStream stream = open("resized.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
    }
  }

  /** The bits of the library, not only within half a grey level. */
  @ParameterizedTest
  @MethodSource("resized")
  void scalingGivesTheSameBits(String name) {
    String[] parts = name.split("-");
    Resampling resampling = Resampling.valueOf(parts[1].toUpperCase(Locale.ROOT));
    Bitmap expected = read(name + ".png");
    Bitmap actual = resampling.resize(read(parts[0] + ".png"), expected.width(), expected.height());
    assertThat(actual.toBytes()).isEqualTo(expected.toBytes());
  }

  @Test
  void luminanceGivesTheSameBits() {
    assertThat(read("rgb.png").toGrey().toBytes()).isEqualTo(read("grey.png").toBytes());
  }

  @Test
  void normalisationIsThatOfTorchvisionCaffeAndTensorFlow() throws IOException {
    Step.Resize small = new Step.Resize(12, 16, Resampling.OPENCV_LINEAR);
    Preprocessing rgb = Preprocessing.rgb(12, 16).steps(small);
    List<Float> ones = List.of(1f, 1f, 1f);
    requireGolden("imagenet", Preprocessing.imageNet(24, 21));
    requireGolden(
        "caffe", rgb.colour(Colour.BGR).unit(1).normalise(List.of(104f, 117f, 123f), ones));
    requireGolden("tensorflow", rgb.unit(127.5f).normalise(ones, ones).layout(AxisOrder.NHWC));
  }

  private static void requireGolden(String name, Preprocessing preprocessing) throws IOException {
    Map<?, ?> all;
    try (InputStream stream = open("normalised.json")) {
      all = new ObjectMapper().readValue(stream, Map.class);
    }
    List<?> expected = (List<?>) all.get(name);
    try (Prepared prepared = preprocessing.apply(read("rgb.png"))) {
      float[] actual = prepared.tensor().toFloats();
      assertThat(actual).hasSize(expected.size());
      for (int i = 0; i < actual.length; i++) {
        float value = ((Number) expected.get(i)).floatValue();
        assertThat(actual[i]).as("%s, element %d", name, i).isCloseTo(value, within(1e-5f));
      }
    }
  }

  @Test
  void letterboxKeepsTheAspectAndTellsWhereThePictureLies() {
    Step.Letterbox box = new Step.Letterbox(32, 40, 114, Resampling.OPENCV_LINEAR);
    Placed placed = Placed.after(read("rgb.png"), List.of(box));
    assertThat(placed.bitmap().toBytes()).isEqualTo(read("letterbox.png").toBytes());
    // 37 x 53 became 22 x 32, nine columns from the left.
    assertThat(placed.placement()).isEqualTo(new Placement(22.0 / 37, 32.0 / 53, 9, 0));
    assertThat(placed.placement().toPictureX(9)).isZero();
    assertThat(placed.placement().toPictureX(31)).isCloseTo(37, within(1e-9));
    assertThat(placed.placement().toPictureY(32)).isCloseTo(53, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void picturesAreTurnedAsTheirCameraNoted(int number) {
    requireClose(read("orientation-" + number + ".jpg"), read("orientation-" + number + ".png"), 6);
  }

  @Test
  void otherKindsOfFilesAreRead() {
    assertThat(read("alpha.png").toBytes()).isEqualTo(read("alpha-expected.png").toBytes());
    assertThat(read("palette.png").toBytes()).isEqualTo(read("palette-expected.png").toBytes());
    assertThat(read("grey16.png").toBytes()).isEqualTo(read("grey16-expected.png").toBytes());
    // The two convert CMYK by different colour profiles.
    requireClose(read("cmyk.jpg"), read("cmyk-expected.png"), 30);
  }

  private static void requireClose(Bitmap actual, Bitmap expected, int levels) {
    assertThat(actual.toString()).isEqualTo(expected.toString());
    byte[] a = actual.toBytes();
    byte[] b = expected.toBytes();
    for (int i = 0; i < a.length; i++) {
      assertThat(Math.abs((a[i] & 0xff) - (b[i] & 0xff)))
          .as("sample %d", i)
          .isLessThanOrEqualTo(levels);
    }
  }
}

package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.vision.Preprocessing.Colour;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTensorsTest {
  @TempDir Path folder;

  @Test
  void greyIsExactlyTheSampleOver255() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    float[] values = read(image, "png", Preprocessing.grey(16, 16));
    float[] inverted = read(image, "png", Preprocessing.grey(16, 16).invert(true));
    float[] colours = read(image, "png", Preprocessing.rgb(16, 16));
    for (int i = 0; i < 256; i++) {
      assertThat(values[i]).isEqualTo(i / 255f);
      assertThat(inverted[i]).isEqualTo((255 - i) / 255f);
      assertThat(colours[512 + i]).isEqualTo(i / 255f);
    }
  }

  @Test
  void sixteenBitAndTwoColourGreyAreScaled() throws IOException {
    BufferedImage wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    wide.getRaster().setSample(1, 0, 0, 65_535);
    assertThat(read(wide, "png", Preprocessing.grey(1, 2))).containsExactly(0, 1);
    BufferedImage binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    binary.setRGB(1, 0, 0xffffff);
    assertThat(read(binary, "png", Preprocessing.grey(1, 2))).containsExactly(0, 1);
  }

  @Test
  void coloursBecomeChannelsOrLuminance() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x6496fa);
    Preprocessing rgb = Preprocessing.rgb(1, 1).unit(1);
    assertThat(read(image, "png", rgb)).containsExactly(100, 150, 250);
    assertThat(read(image, "png", rgb.colour(Colour.BGR))).containsExactly(250, 150, 100);
    assertThat(read(image, "png", Preprocessing.grey(1, 1).unit(1))).containsExactly(146);
    assertThat(read(image, "png", rgb.normalise(List.of(104f, 117f, 123f), List.of(1f, 2f, -4f))))
        .containsExactly(-4, 16.5f, -31.75f);
  }

  @Test
  void otherSizesAreStretchedBetweenPixelCentres() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(1, 0, 0, 200);
    Preprocessing wanted = Preprocessing.grey(1, 4).unit(1);
    assertThat(read(image, "png", wanted)).containsExactly(0, 50, 150, 200);
    assertThat(read(image, "png", Preprocessing.grey(1, 1).unit(1))).containsExactly(100);
  }

  @Test
  void centreCropKeepsTheAspect() throws IOException {
    BufferedImage image = new BufferedImage(6, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 6; x++) {
      for (int y = 0; y < 2; y++) {
        image.getRaster().setSample(x, y, 0, 10 * x);
      }
    }
    Preprocessing wanted =
        Preprocessing.grey(2, 2)
            .unit(1)
            .steps(new Step.CropToAspect(2, 2), new Step.Resize(2, 2, Resampling.PILLOW_BILINEAR));
    assertThat(read(image, "png", wanted)).containsExactly(20, 30, 20, 30);
  }

  @Test
  void jpegIsRead() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, 0x808080);
    }
    float[] values = read(image, "jpg", Preprocessing.rgb(4, 4));
    assertThat(values).hasSize(48);
    assertThat(values[7]).isCloseTo(128 / 255f, within(0.02f));
  }

  @Test
  void filesThatAreNoPicturesAreNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("note.png"), "no picture");
    assertThatThrownBy(() -> ImageTensors.read(text, Preprocessing.rgb(8, 8)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("Bitmaps[note.png]: is no picture");
    assertThatThrownBy(
            () -> ImageTensors.read(folder.resolve("absent.png"), Preprocessing.rgb(8, 8)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("absent.png");
  }

  @Test
  void damagedPicturesAreRefused() throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(5);
    for (int i = 0; i < 1024; i++) {
      image.setRGB(i % 32, i / 32, random.nextInt(1 << 24));
    }
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      byte[] whole = encode(image, format);
      for (int i = 0; i < 100; i++) {
        byte[] bytes = Arrays.copyOf(whole, i % 2 == 0 ? whole.length * i / 100 : whole.length);
        for (int k = 0; k < 5 && bytes.length > 0; k++) {
          bytes[random.nextInt(Math.min(bytes.length, 400))] ^= (byte) (1 << random.nextInt(8));
        }
        readsOrRefuses(bytes);
      }
    }
  }

  private static void readsOrRefuses(byte[] bytes) {
    try {
      ImageTensors.read(new ByteArrayInputStream(bytes), "damaged", Preprocessing.rgb(4, 4))
          .close();
    } catch (ImageException e) {
      assertThat(e).hasMessageStartingWith("Bitmaps[damaged]: ");
    }
  }

  @Test
  void hugePicturesAreRefusedByTheirHeader() throws IOException {
    byte[] png = encode(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png");
    ByteBuffer header = ByteBuffer.wrap(png);
    header.putInt(16, 50_000).putInt(20, 40_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());
    assertThatThrownBy(
            () ->
                ImageTensors.read(
                    new ByteArrayInputStream(png), "huge.png", Preprocessing.grey(1, 1)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("huge.png")
        .hasMessageContaining("50000 x 40000 pixels; expected 1 to 100000000; scale it down");
  }

  @Test
  void settingsAreChecked() {
    Preprocessing rgb = Preprocessing.rgb(2, 2);
    assertThatThrownBy(() -> Preprocessing.grey(0, 1)).hasMessageContaining("size is 0 x 1");
    assertThatThrownBy(() -> rgb.normalise(List.of(1f), List.of(1f)))
        .hasMessageContaining("expected 3 values each");
    assertThatThrownBy(() -> rgb.normalise(List.of(1f, 1f, 1f), List.of(1f, 0f, 1f)))
        .hasMessageContaining("std");
    assertThatThrownBy(() -> rgb.unit(0)).hasMessageContaining("unit is 0.0");
  }

  private static float[] read(BufferedImage image, String format, Preprocessing wanted)
      throws IOException {
    byte[] bytes = encode(image, format);
    try (Tensor tensor = ImageTensors.read(new ByteArrayInputStream(bytes), "test", wanted)) {
      assertThat(tensor.shape())
          .isEqualTo(
              Shape.of(1, wanted.colour().channels(), wanted.size().get(0), wanted.size().get(1)));
      return tensor.toFloats();
    }
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }
}

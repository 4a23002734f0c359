package dev.fovea.models.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of NumPy 1.24 ({@code make.py} wrote them), and what Fovea writes itself. */
class NpyTest {
  @TempDir Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream stream = NpyTest.class.getResourceAsStream(name)) {
      Files.copy(stream, file);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"f4", "f8"})
  void floatsOfNumPyAreRead(String type) throws IOException {
    try (Tensor tensor = Npy.read(file(type + ".npy"))) {
      assertThat(tensor.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(tensor.toFloats()).containsExactly(-1.5f, -0.5f, 0.5f, 1.5f, 2.5f, 3.5f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"i1", "i2", "i4", "i8"})
  void integersOfNumPyAreRead(String type) throws IOException {
    try (Tensor tensor = Npy.read(file(type + ".npy"))) {
      assertThat(tensor.shape()).isEqualTo(Shape.of(3));
      assertThat(tensor.toLongs()).containsExactly(-2, 0, 100);
    }
  }

  @Test
  void bytesBooleansScalarsAndNewerVersionsAreRead() throws IOException {
    try (Tensor bytes = Npy.read(file("u1.npy"));
        Tensor flags = Npy.read(file("b1.npy"));
        Tensor scalar = Npy.read(file("scalar.npy"));
        Tensor newer = Npy.read(file("version2.npy"))) {
      assertThat(bytes.toLongs()).containsExactly(0, 255);
      assertThat(flags.toLongs()).containsExactly(1, 0);
      assertThat(scalar.shape().rank()).isZero();
      assertThat(scalar.toFloats()).containsExactly(2.5f);
      assertThat(newer.toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void whatIsWrittenHasTheBytesOfNumPy() throws IOException {
    for (String type : new String[] {"f4", "i8"}) {
      Path original = file(type + ".npy");
      Path copy = folder.resolve("copy-" + type + ".npy");
      try (Tensor tensor = Npy.read(original)) {
        Npy.write(copy, tensor);
      }
      try (Tensor first = Npy.read(original);
          Tensor second = Npy.read(copy)) {
        assertThat(second.desc()).isEqualTo(first.desc());
      }
      assertThat(Files.size(copy)).isEqualTo(Files.size(original));
    }
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("f4.npy"));
    Path cut = folder.resolve("cut.npy");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Npy.read(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Npy[cut.npy]: ");
    }
    Files.writeString(cut, "a text that is long enough");
    assertThatThrownBy(() -> Npy.read(cut))
        .hasMessageContaining("does not begin with NumPy's mark");
    String huge = new String(whole, StandardCharsets.ISO_8859_1).replace("(2, 3)", "(99999, 9999)");
    Files.write(cut, huge.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Npy.read(cut)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherOrdersAndTypesAreRefusedWithTheRemedy() throws IOException {
    Path fortran = file("fortran.npy");
    Path complex = file("complex.npy");
    assertThatThrownBy(() -> Npy.read(fortran))
        .hasMessageContaining("save numpy.ascontiguousarray");
    assertThatThrownBy(() -> Npy.read(complex))
        .hasMessageContaining("elements are <c8; expected float32")
        .hasMessageContaining("convert with astype");
  }
}

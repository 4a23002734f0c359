package dev.fovea.models.large;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.Folders;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.OnnxChecker;
import dev.fovea.models.support.OnnxRuntime;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.vision.Classification;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Models that are larger than the heap. */
@EnabledIfSystemProperty(named = "fovea.full", matches = "true")
class LargeModelTest {
  private static final Path FOLDER = Path.of("target/large").toAbsolutePath();

  /** VGG-16 as ONNX, 553 MB: written, read and run on a picture with 256 MiB of heap. */
  @Test
  void vgg16_classifies_with_a_quarter_of_heap() throws Exception {
    Files.createDirectories(FOLDER);
    Path model = FOLDER.resolve("vgg16.onnx");
    Path image = FOLDER.resolve("image.pb");
    Path scores = FOLDER.resolve("scores.pb");
    assertThat(underLimit(ZooInSmallHeap.class, "export", "vgg16", model))
        .contains("heap of 256 MiB");
    assertThat(Files.size(model)).isBetween(4 * 138_357_544L, 4 * 138_357_544L + 100_000);
    assertThat(
            underLimit(ZooInSmallHeap.class, "classify", "vgg16", model, picture(), image, scores))
        .contains("heap of 256 MiB", "best classes");
    try (Tensor input = OnnxTensors.read(image);
        Tensor actual = OnnxTensors.read(scores);
        Tensor expected =
            OnnxRuntime.run(model, Map.of("input", input)).values().iterator().next()) {
      assertThat(Agreement.problem("scores", actual, expected)).isEmpty();
      assertThat(classes(actual)).isEqualTo(classes(expected));
    } finally {
      Files.delete(model);
    }
  }

  private static List<Integer> classes(Tensor scores) {
    return Classification.top(scores, List.of(), 3).get(0).stream()
        .map(Classification::index)
        .toList();
  }

  /** Returns a photo, or where there is none a picture that comes with the library. */
  private static Path picture() throws IOException {
    Path photo = Folders.root().resolve("../shared/models/photos/chelsea.png").normalize();
    if (Files.exists(photo)) {
      return photo;
    }
    Path picture = FOLDER.resolve("picture.png");
    try (InputStream stream = Fashion.model().samples().get(0).open()) {
      Files.copy(stream, picture, StandardCopyOption.REPLACE_EXISTING);
    }
    return picture;
  }

  /** Written inside and beside, read again, and run, all with a quarter of the weights' size. */
  @Test
  void half_a_gigabyte_of_weights_is_written_with_a_quarter_of_heap() throws Exception {
    Path folder = FOLDER.resolve("exported");
    Path original = folder.resolve("original");
    LargeModel.writeTo(original);
    for (ExportOptions.Storage storage : ExportOptions.Storage.values()) {
      Path target = folder.resolve(storage.name());
      Path data = Files.createDirectories(target.resolve("test_data_set_0"));
      for (String name : List.of("input_0.pb", "output_0.pb")) {
        Files.copy(
            original.resolve("test_data_set_0").resolve(name),
            data.resolve(name),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    underLimit(ExportWithin.class, folder);
    Path inside = folder.resolve("INSIDE");
    Path beside = folder.resolve("EXTERNAL");
    assertThat(Files.size(inside.resolve("model.onnx"))).isGreaterThan(550_000_000);
    assertThat(Files.size(beside.resolve("model.onnx"))).isLessThan(100_000);
    assertThat(Files.size(beside.resolve("model.onnx.data"))).isGreaterThan(550_000_000);
    assertThat(underLimit(CheckOnBlas.class, inside)).startsWith("Passed[");
    assertThat(underLimit(CheckOnBlas.class, beside)).startsWith("Passed[");
    OnnxChecker.check(beside);
    for (String file :
        List.of(
            "original/model.onnx",
            "INSIDE/model.onnx",
            "EXTERNAL/model.onnx",
            "EXTERNAL/model.onnx.data")) {
      Files.delete(folder.resolve(file));
    }
  }

  /** Runs a program with 256 MiB of heap; returns what it says. */
  private static String underLimit(Class<?> program, Object... arguments) throws Exception {
    Path output = FOLDER.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=2g",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String text = Files.readString(output);
    System.out.print(text);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  @Test
  void external_data_may_lie_beyond_two_gigabytes() throws IOException {
    Files.createDirectories(FOLDER);
    long offset = 5L << 29;
    Path data = FOLDER.resolve("weights.bin");
    Files.deleteIfExists(data);
    try (FileChannel channel =
        FileChannel.open(data, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(values.putFloat(40).putFloat(50).flip(), offset);
    }
    TensorProto.Builder weights =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(Models.FLOAT)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    weights.addExternalDataBuilder().setKey("location").setValue("weights.bin");
    weights.addExternalDataBuilder().setKey("offset").setValue(Long.toString(offset));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(Models.value("x", Models.FLOAT, 2))
            .addInitializer(weights)
            .addNode(Models.node("Add", List.of("x", "w"), "y"))
            .addOutput(Models.unshaped("y", Models.FLOAT));
    Path file = FOLDER.resolve("external.onnx");
    Files.write(file, Models.model(13, graph).toByteArray());
    try (Graph read = OnnxImporter.read(file);
        Tensor x = Tensor.of(Shape.of(2), 1, 2);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(y.toFloats()).containsExactly(41, 52);
    } finally {
      Files.delete(data);
    }
  }
}

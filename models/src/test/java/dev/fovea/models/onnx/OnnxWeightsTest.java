package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.tensor;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.TestBackend;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Float16;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where weights may lie in a file, and that they arrive. */
class OnnxWeightsTest {
  private static final int HALF = TensorProto.DataType.FLOAT16.getNumber();
  private static final int COUNT = 500;

  private final long liveBefore = Tensor.liveBytes();

  @TempDir Path folder;

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void initializersOfEveryEncoding() throws IOException {
    TensorProto.Builder typed = weights(FLOAT);
    TensorProto.Builder halfTyped = weights(HALF);
    for (int i = 0; i < COUNT; i++) {
      typed.addFloatData(number(i));
      halfTyped.addInt32Data(Float16.fromFloat(number(i)) & 0xffff);
    }
    for (TensorProto.Builder encoded :
        List.of(
            weights(FLOAT).setRawData(raw(FLOAT)),
            typed,
            weights(HALF).setRawData(raw(HALF)),
            halfTyped)) {
      assertThat(sum(added(encoded))).isEqualTo(1 + number(COUNT - 1));
    }
  }

  @Test
  void constantNodesHoldWeightsToo() throws IOException {
    GraphProto.Builder graph = graph();
    graph.addNode(
        0,
        node("Constant", List.of(), "w")
            .addAttribute(tensor("value", weights(FLOAT).setRawData(raw(FLOAT)).build())));
    assertThat(sum(Models.model(13, graph))).isEqualTo(1 + number(COUNT - 1));
  }

  @Test
  void float16StaysInTheGraphAndIsWidenedForTheRun() throws IOException {
    Path file = write(added(weights(HALF).setRawData(raw(HALF))));
    try (Graph graph = OnnxImporter.read(file)) {
      assertThat(graph.constants().get("w").desc().dtype()).isEqualTo(DType.FLOAT16);
      assertThat(graph.constants().get("w").desc().bytes()).isEqualTo(2L * COUNT);
    }
  }

  @Test
  void float16InputsAndOutputsAreFloat32() throws IOException {
    GraphProto.Builder half =
        GraphProto.newBuilder()
            .addInput(value("x", HALF, 1, 2))
            .addInitializer(halves("w", new int[] {2, 3}, 1, 2, 3, 4, 5, 6))
            .addInitializer(halves("b", new int[] {3}, 0.5f, 0.5f, 0.5f))
            .addNode(node("Gemm", List.of("x", "w", "b"), "y"))
            .addOutput(unshaped("y", HALF));
    try (Graph graph = OnnxImporter.read(write(Models.model(13, half)));
        Tensor x = Tensor.of(Shape.of(1, 2), 10, 1);
        Tensor y = TestBackend.run(graph, Map.of("x", x)).get("y")) {
      assertThat(graph.inputs().get(0).dtype()).isEqualTo(DType.FLOAT32);
      assertThat(y.toFloats()).containsExactly(14.5f, 25.5f, 36.5f);
    }
  }

  @Test
  void externalData() throws IOException {
    byte[] data = raw(FLOAT).toByteArray();
    ByteBuffer shifted = ByteBuffer.allocate(data.length + 7).put(new byte[3]).put(data);
    Files.createDirectories(folder.resolve("parts"));
    Files.write(folder.resolve("parts/w.bin"), shifted.array());
    Files.write(folder.resolve("plain.bin"), data);
    for (ModelProto model :
        List.of(
            added(external("location", "plain.bin")),
            added(external("location", "./parts/../plain.bin", "offset", "0")),
            added(external("location", "parts/w.bin", "offset", "3", "length", "" + data.length)),
            added(external("location", "parts/w.bin", "offset", "3", "checksum", "unread")))) {
      assertThat(sum(model)).isEqualTo(1 + number(COUNT - 1));
    }
  }

  @Test
  void externalDataThatMayNotBeRead() throws IOException {
    byte[] data = raw(FLOAT).toByteArray();
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.write(folder.resolve("secret.bin"), data);
    Files.write(model.resolve("short.bin"), new byte[100]);
    Files.createSymbolicLink(model.resolve("link.bin"), folder.resolve("secret.bin"));
    Files.createSymbolicLink(model.resolve("up"), folder);
    Files.createSymbolicLink(model.resolve("loop"), model.resolve("loop"));
    refuse("which is outside; expected a file in", "location", "../secret.bin");
    refuse("which is outside", "location", folder.resolve("secret.bin").toString());
    refuse("which is outside", "location", "parts/../../secret.bin");
    refuse("which is outside", "offset", "0");
    refuse("a link that leads outside", "location", "link.bin");
    refuse("a link that leads outside", "location", "up/secret.bin");
    refuse("cannot be followed", "location", "loop");
    refuse("which is no file", "location", ".");
    refuse("which does not exist", "location", "absent.bin");
    refuse("cannot be followed", "location", "short.bin/inner");
    refuse("which is no path", "location", "a\0b");
    refuse("2000 bytes of data at 0 in short.bin, which has 100", "location", "short.bin");
    refuse("at 101 in", "location", "short.bin", "offset", "101", "length", "0");
    refuse("offset -4", "location", "short.bin", "offset", "-4");
    refuse("offset 0x10", "location", "short.bin", "offset", "0x10");
    refuse("100 bytes of data; expected 500 values", "location", "short.bin", "length", "100");
    refuse("says twice what its offset is", "location", "short.bin", "offset", "0", "offset", "1");
    String most = Long.toString(Long.MAX_VALUE);
    refuse("at " + most, "location", "short.bin", "offset", most, "length", most);
    assertThatThrownBy(
            () ->
                OnnxImporter.read(
                    new ByteArrayInputStream(added(external("location", "w")).toByteArray()), "s"))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("Add[Add_0]: tensor w keeps its data in \"w\"; expected them inside");
  }

  private void refuse(String reason, String... entries) throws IOException {
    Path file = folder.resolve("model/model.onnx");
    Files.write(file, added(external(entries)).toByteArray());
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("tensor w ")
        .hasMessageContaining(reason);
  }

  @Test
  void filesCutWhileTheyAreReadAreNamed() throws IOException {
    byte[] model = added(weights(FLOAT).setRawData(raw(FLOAT))).toByteArray();
    ByteSource whole = ByteSource.of(model);
    ByteSource cut =
        new ByteSource() {
          private boolean structureRead;

          @Override
          public long size() throws IOException {
            return whole.size();
          }

          @Override
          public void read(ByteBuffer target, long position) throws IOException {
            if (structureRead && target.isDirect()) {
              throw new EOFException("the file ends at byte 17");
            }
            structureRead = true;
            whole.read(target, position);
          }

          @Override
          public void close() {}
        };
    OnnxFile file = new OnnxFile(cut, new HeapBudget());
    try (Weights weights = new Weights(file, null)) {
      TensorProto initializer = file.proto().getGraph().getInitializer(0);
      assertThat(initializer.getRawData().isEmpty()).isTrue();
      assertThatThrownBy(() -> weights.read(initializer))
          .isInstanceOf(UnsupportedNodeException.class)
          .hasMessage("tensor w lost its data (the file ends at byte 17); expected the whole file");
    }
  }

  @Test
  void structureIsBounded() {
    GraphProto.Builder graph = graph();
    for (int i = 0; i < 3_000; i++) {
      graph.addNode(NodeProto.getDefaultInstance());
    }
    byte[] model = Models.model(13, graph).toByteArray();
    assertThatThrownBy(() -> new OnnxFile(ByteSource.of(model), new HeapBudget(1 << 20)))
        .isInstanceOf(UnsupportedNodeException.class)
        .hasMessageContaining("more nodes, names and other structure than fit 1 MiB of heap");
  }

  @Test
  void aTensorCountsOnceInAnAttribute() {
    TensorProto large = weights(FLOAT).setRawData(raw(FLOAT)).build();
    AttributeProto once = tensor("value", large);
    // Two messages behind each other are merged, as in a file that was written in parts.
    ByteString twice = once.toByteString().concat(once.toByteString());
    ByteString attribute = field(5, twice);
    ByteString constant = node("Constant", List.of(), "w").build().toByteString().concat(attribute);
    ByteString model =
        Models.model(13, graph()).toByteString().concat(field(7, field(1, constant)));
    assertThatThrownBy(() -> OnnxImporter.read(model.newInput(), "twice"))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("an attribute holds two tensors");
  }

  private static ByteString field(int number, ByteString payload) {
    ByteBuffer head = ByteBuffer.allocate(6).put((byte) (number << 3 | 2));
    for (int rest = payload.size(); ; rest >>>= 7) {
      head.put((byte) (rest < 128 ? rest : rest & 127 | 128));
      if (rest < 128) {
        return ByteString.copyFrom(head.flip()).concat(payload);
      }
    }
  }

  /** A model that adds its weights to an input. */
  private static GraphProto.Builder graph() {
    return GraphProto.newBuilder()
        .addInput(value("x", FLOAT, 1, 1))
        .addNode(node("Add", List.of("x", "w"), "y"))
        .addOutput(unshaped("y", FLOAT));
  }

  private static ModelProto added(TensorProto.Builder weights) {
    return Models.model(13, graph().addInitializer(weights));
  }

  /** Returns the last value of x + w where x is 1. */
  private float sum(ModelProto model) throws IOException {
    try (Graph graph = OnnxImporter.read(write(model));
        Tensor x = Tensor.of(Shape.of(1, 1), 1);
        Tensor y = TestBackend.run(graph, Map.of("x", x)).get("y")) {
      assertThat(y.shape()).isEqualTo(Shape.of(5, COUNT / 5));
      return y.toFloats()[COUNT - 1];
    }
  }

  private Path write(ModelProto model) throws IOException {
    return Files.write(folder.resolve("model.onnx"), model.toByteArray());
  }

  private static TensorProto.Builder weights(int type) {
    return TensorProto.newBuilder().setName("w").setDataType(type).addDims(5).addDims(COUNT / 5);
  }

  private static TensorProto halves(String name, int[] dims, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(HALF);
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    for (float v : values) {
      tensor.addInt32Data(Float16.fromFloat(v) & 0xffff);
    }
    return tensor.build();
  }

  private static TensorProto.Builder external(String... entries) {
    TensorProto.Builder tensor = weights(FLOAT).setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (int i = 0; i < entries.length; i += 2) {
      tensor.addExternalDataBuilder().setKey(entries[i]).setValue(entries[i + 1]);
    }
    return tensor;
  }

  /** A value that float16 holds exactly. */
  private static float number(int i) {
    return i * 0.25f - 8;
  }

  private static ByteString raw(int type) {
    int size = type == HALF ? Short.BYTES : Float.BYTES;
    ByteBuffer raw = ByteBuffer.allocate(COUNT * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < COUNT; i++) {
      if (type == HALF) {
        raw.putShort(Float16.fromFloat(number(i)));
      } else {
        raw.putFloat(number(i));
      }
    }
    return ByteString.copyFrom(raw.flip());
  }
}

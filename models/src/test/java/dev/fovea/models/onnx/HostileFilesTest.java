package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.fovea.models.support.Models;
import dev.fovea.runtime.graph.Graph;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, the answer is a graph or an exception that names the file. */
class HostileFilesTest {

  private static final int MUTANTS = Boolean.getBoolean("fovea.full") ? 100_000 : 4_000;

  @TempDir Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void truncatedFiles() throws IOException {
    List<byte[]> corpus = HostileCorpus.models();
    try (HostileHarness harness = new HostileHarness(folder)) {
      byte[] fashion = corpus.get(0);
      int cuts = 400;
      for (int i = 0; i < cuts; i++) {
        byte[] part = Arrays.copyOf(fashion, (int) ((long) fashion.length * i / cuts));
        assertThat(harness.imports(part, true)).isFalse();
      }
      for (byte[] small :
          corpus.subList(1, Boolean.getBoolean("fovea.full") ? corpus.size() : 12)) {
        for (int length = 0; length < small.length; length++) {
          harness.imports(Arrays.copyOf(small, length), length % 2 == 0);
        }
      }
      System.out.println("truncated: " + harness.figures());
      // What ends between two parts of the model may be whole; all else is not.
      assertThat(harness.imported).isLessThan(harness.refused / 50);
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutants() throws IOException {
    List<byte[]> corpus = HostileCorpus.models();
    try (HostileHarness harness = new HostileHarness(folder)) {
      for (int seed = 0; seed < MUTANTS; seed++) {
        try {
          harness.imports(HostileMutation.make(corpus, seed), seed % 4 == 0);
        } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
          throw new AssertionError("seed " + seed + ": " + e, e);
        }
      }
      System.out.println("mutants: " + harness.figures());
      assertThat(harness.refused).isGreaterThan(MUTANTS / 10);
      assertThat(harness.compiled).isGreaterThan(MUTANTS / 10);
    }
  }

  @Test
  void theCorpusIsSound() throws IOException {
    try (HostileHarness harness = new HostileHarness(folder)) {
      for (ModelProto model : List.of(HostileCorpus.chain(), HostileCorpus.external())) {
        assertThat(harness.imports(model.toByteArray(), true)).isTrue();
      }
      for (byte[] model : HostileCorpus.models()) {
        harness.imports(model, true);
      }
      assertThat(harness.refused).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void noise() {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(2_000)];
      random.nextBytes(bytes);
      assertThat(importsOrRefuses(bytes)).isFalse();
    }
  }

  @Test
  void deepNesting() {
    byte[] bytes = new byte[0];
    for (int depth = 0; depth < 20_000; depth++) {
      ByteArrayOutputStream outer = new ByteArrayOutputStream();
      // Field 7 (graph), 1 (node), 5 (attribute), 6 (subgraph), length-delimited.
      outer.write(depth % 3 == 0 ? 0x32 : depth % 3 == 1 ? 0x2a : 0x0a);
      for (int rest = bytes.length; ; rest >>>= 7) {
        outer.write(rest < 128 ? rest : rest & 127 | 128);
        if (rest < 128) {
          break;
        }
      }
      outer.writeBytes(bytes);
      bytes = outer.toByteArray();
      if (depth % 500 == 1 && importsOrRefuses(bytes)) {
        fail("nesting of " + depth + " imports");
      }
    }
  }

  @Test
  void lengthsThatLie() {
    // A graph that claims 2 GiB, then nothing.
    byte[] claim = {0x08, 0x08, 0x3a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    assertThat(importsOrRefuses(claim)).isFalse();
  }

  @Test
  void extentsThatLie() {
    for (long[] dims :
        new long[][] {{-1}, {1L << 62}, {1 << 30, 1 << 30}, {Integer.MAX_VALUE}, {0, -3}}) {
      TensorProto.Builder weights =
          TensorProto.newBuilder().setName("w").setDataType(FLOAT).setRawData(ByteString.EMPTY);
      for (long dim : dims) {
        weights.addDims(dim);
      }
      GraphProto.Builder graph = graph(node("Add", List.of("x", "w"), "y")).addInitializer(weights);
      assertThatThrownBy(() -> read(Models.model(13, graph).toByteArray()))
          .isInstanceOf(OnnxImportException.class)
          .hasMessageContaining("tensor w has ");
    }
  }

  @Test
  void inputsOfImpossibleExtents() {
    for (long size : new long[] {-2, Long.MIN_VALUE, 1L << 31}) {
      GraphProto.Builder graph = GraphProto.newBuilder().addNode(node("Relu", List.of("x"), "y"));
      graph.addInput(value("x", FLOAT, 1)).addOutput(unshaped("y", FLOAT));
      graph
          .getInputBuilder(0)
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .getShapeBuilder()
          .getDimBuilder(0)
          .setDimValue(size);
      assertThatThrownBy(() -> read(Models.model(13, graph).toByteArray()))
          .isInstanceOf(OnnxImportException.class)
          .hasMessageContaining("graph input[x]: has an extent of " + size);
    }
  }

  @Test
  void attributesOfAbsurdSize() {
    int huge = Integer.MAX_VALUE;
    for (NodeProto.Builder pool :
        List.of(
            node("MaxPool", List.of("x"), "y").addAttribute(ints("kernel_shape", huge, huge)),
            node("MaxPool", List.of("x"), "y").addAttribute(ints("kernel_shape", -1, 1)),
            node("MaxPool", List.of("x"), "y")
                .addAttribute(ints("kernel_shape", 2, 2))
                .addAttribute(ints("pads", -1, 0, 0, 0)),
            node("MaxPool", List.of("x"), "y").addAttribute(ints("kernel_shape", new int[9])))) {
      byte[] model = Models.model(13, graph(pool)).toByteArray();
      assertThatThrownBy(() -> read(model)).isInstanceOf(OnnxImportException.class);
    }
  }

  @Test
  void cyclesAndMissingValues() {
    GraphProto.Builder cycle =
        graph(node("Relu", List.of("y"), "a")).addNode(node("Relu", List.of("a"), "y"));
    assertThatThrownBy(() -> read(Models.model(13, cycle).toByteArray()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("Relu[Relu_0]: waits for itself")
        .hasMessageContaining("Relu[Relu_1]");
    GraphProto.Builder missing = graph(node("Relu", List.of("nowhere"), "y"));
    assertThatThrownBy(() -> read(Models.model(13, missing).toByteArray()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("reads nowhere, which has no source");
    GraphProto.Builder twice =
        graph(node("Relu", List.of("x"), "y")).addNode(node("Tanh", List.of("x"), "y"));
    assertThatThrownBy(() -> read(Models.model(13, twice).toByteArray()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("y, which has another source");
    GraphProto.Builder noOutput =
        GraphProto.newBuilder().addInput(value("x", FLOAT, 1)).addOutput(unshaped("z", FLOAT));
    assertThatThrownBy(() -> read(Models.model(13, noOutput).toByteArray()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("output z has no source");
  }

  @Test
  void duplicateNames() {
    TensorProto w = Models.floats("w", new int[] {1}, 1);
    NodeProto.Builder add = node("Add", List.of("x", "w"), "y");
    assertThatThrownBy(() -> read(graph(add).addInitializer(w).addInitializer(w)))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("initializer[w]: is given twice");
    assertThatThrownBy(
            () -> read(graph(add).addInitializer(w).addInput(value("x", FLOAT, 1, 1, 4, 4))))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("graph input[x]: is given twice");
    assertThatThrownBy(() -> read(graph(node("Relu", List.of("x"), "x"))))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("makes x, which has another source");
    assertThatThrownBy(() -> read(graph(node("MaxPool", List.of("x"), "y", "y"))))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("makes y, which has another source");
  }

  @Test
  void tensorsWhoseDataAreShortOrLong() {
    for (int bytes : new int[] {0, 3, 4, 15, 17, 1_600}) {
      TensorProto.Builder w = TensorProto.newBuilder().setName("w").setDataType(FLOAT).addDims(4);
      w.setRawData(ByteString.copyFrom(new byte[bytes]));
      assertThatThrownBy(() -> read(graph(node("Add", List.of("x", "w"), "y")).addInitializer(w)))
          .isInstanceOf(OnnxImportException.class)
          .hasMessageContaining(bytes + " bytes of data; expected 4 values of 4 bytes");
    }
  }

  @Test
  void emptyExtentsAreNoError() {
    TensorProto.Builder w = TensorProto.newBuilder().setName("w").setDataType(FLOAT).addDims(0);
    try (Graph graph =
        read(
            graph(node("Concat", List.of("x", "w"), "y").addAttribute(Models.integer("axis", 0)))
                .addInitializer(w))) {
      assertThat(graph.constants().get("w").shape().elements()).isZero();
    }
  }

  @Test
  void longChainsDoNotOverflowTheStack() {
    GraphProto.Builder graph = GraphProto.newBuilder().addInput(value("v0", FLOAT, 1));
    int length = 50_000;
    for (int i = length; i > 0; i--) {
      graph.addNode(node("Identity", List.of("v" + (i - 1)), "v" + i));
    }
    graph.addOutput(unshaped("v" + length, FLOAT));
    try (Graph read = read(Models.model(13, graph).toByteArray())) {
      assertThat(read.nodes()).hasSize(1);
    }
  }

  @Test
  void equalNodeNamesAreToldApartInLinearTime() {
    GraphProto.Builder graph = GraphProto.newBuilder().addInput(value("v0", FLOAT, 1));
    int length = 40_000;
    for (int i = 1; i <= length; i++) {
      graph.addNode(node("Relu", List.of("v" + (i - 1)), "v" + i).setName("same"));
    }
    graph.addOutput(unshaped("v" + length, FLOAT));
    byte[] model = Models.model(13, graph).toByteArray();
    assertTimeoutPreemptively(
        Duration.ofSeconds(15),
        () -> {
          try (Graph read = read(model)) {
            assertThat(read.nodes()).hasSize(length);
            assertThat(read.nodes().get(length - 1).name()).isEqualTo("same_" + length);
          }
        });
  }

  private static GraphProto.Builder graph(NodeProto.Builder node) {
    return GraphProto.newBuilder()
        .addNode(node)
        .addInput(value("x", FLOAT, 1, 1, 4, 4))
        .addOutput(unshaped("y", FLOAT));
  }

  private static Graph read(GraphProto.Builder graph) {
    return read(Models.model(13, graph).toByteArray());
  }

  private static Graph read(byte[] bytes) {
    return OnnxImporter.read(new ByteArrayInputStream(bytes), "hostile.onnx");
  }

  /** Tells whether the bytes import; any other exception than the documented one fails. */
  private static boolean importsOrRefuses(byte[] bytes) {
    try {
      read(bytes).close();
      return true;
    } catch (OnnxImportException e) {
      assertThat(e).hasMessageStartingWith("OnnxImporter[hostile.onnx]: ");
      return false;
    }
  }
}

package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.INT64;
import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.longs;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.tensor;
import static dev.fovea.models.support.Models.text;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.onnx.OnnxImportException.Problem;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.SingleNode;
import dev.fovea.models.support.TestBackend;
import dev.fovea.op.Dense;
import dev.fovea.op.Gemm;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxImporterTest {

  @Test
  void everyProblemOfAFileIsListed() {
    GraphProto.Builder graph =
        base()
            .addNode(node("Conv", List.of("x", "w"), "a").setName("first"))
            .addNode(node("Frobnicate", List.of("a"), "b"))
            .addNode(node("Relu", List.of("b"), "c").setDomain("com.example"))
            .addNode(node("LeakyRelu", List.of("c"), "d").addAttribute(number("slope", 1)))
            .addNode(node("Flatten", List.of("d"), "y").addAttribute(number("axis", 1)))
            .addInitializer(floats("w", new int[] {1, 1, 1, 1, 1}, 1));
    OnnxImportException e = refuse(13, graph);
    assertThat(e.file()).isEqualTo("test.onnx");
    assertThat(e.problems())
        .extracting(Problem::node, Problem::operator, Problem::attribute)
        .containsExactly(
            tuple("first", "Conv", ""),
            tuple("Frobnicate_1", "Frobnicate", ""),
            tuple("Relu_2", "Relu", ""),
            tuple("LeakyRelu_3", "LeakyRelu", "slope"),
            tuple("Flatten_4", "Flatten", "axis"));
    assertThat(e)
        .hasMessageContaining("OnnxImporter[test.onnx]: 5 problems; expected none:")
        .hasMessageContaining("Conv[first]: is 3-D; expected 1-D or 2-D")
        .hasMessageContaining("Frobnicate[Frobnicate_1]: operator is not supported")
        .hasMessageContaining("domain com.example")
        .hasMessageContaining("LeakyRelu[LeakyRelu_3] slope: is not an attribute")
        .hasMessageContaining("Flatten[Flatten_4] axis: is of type FLOAT; expected INT");
  }

  @Test
  void opsetIsChecked() {
    GraphProto.Builder relu = base().addNode(node("Relu", List.of("x"), "y"));
    assertThat(refuse(23, relu)).hasMessageContaining("opset: is 23; expected 1 to 22");
    assertThat(refuse(5, relu)).hasMessageContaining("opset is 5; expected 6 or newer");
    ModelProto none = Models.model(13, relu).toBuilder().clearOpsetImport().build();
    assertThatThrownBy(() -> read(none)).hasMessageContaining("opset: is missing");
    assertThatThrownBy(() -> read(ModelProto.getDefaultInstance()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("holds no graph");
    assertThatThrownBy(() -> OnnxImporter.read(Path.of("absent.onnx")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("absent.onnx");
  }

  @Test
  void badAttributeValuesAreNamed() {
    refuseNode(conv().addAttribute(text("auto_pad", "FOO")), "Conv[Conv_0] auto_pad: is FOO");
    refuseNode(conv().addAttribute(ints("strides", 1)), "strides: is [1]; expected 2 values");
    refuseNode(conv().addAttribute(ints("kernel_shape", 2, 2)), "the weights' [1, 1]");
    refuseNode(conv().addAttribute(integer("group", 2)), "groups is 2; expected a divisor");
    refuseNode(conv().addAttribute(integer("group", 1L << 40)), "group: is or holds 10995");
    refuseNode(
        conv().addAttribute(text("auto_pad", "SAME_UPPER")).addAttribute(ints("pads", 1, 1, 1, 1)),
        "pads: is [1, 1, 1, 1]; expected zeros");
    refuseNode(
        conv().addAttribute(integer("group", 1)).addAttribute(integer("group", 1)), "given twice");
    refuseNode(node("Relu", List.of(), "y"), "input 0 is missing");
    refuseNode(node("Relu", List.of("x", "x"), "y"), "2 inputs given; expected at most 1");
    refuseNode(node("Relu", List.of("x")), "the first output has no name");
    refuseNode(node("Reshape", List.of("x", "x2"), "y"), "computed by a node");
    refuseNode(node("Concat", List.of("x", "x2"), "y"), "axis: is missing; expected one");
    refuseNode(node("Slice", List.of("x", "x2", "x2"), "y"), "input 1 (x2) is computed");
    refuseNode(
        node("Pad", List.of("x", "x2"), "y").addAttribute(text("mode", "wrap")),
        "mode: is wrap; expected opset 19 or newer");
  }

  private static NodeProto.Builder conv() {
    return node("Conv", List.of("x", "w"), "y");
  }

  private static void refuseNode(NodeProto.Builder node, String reason) {
    GraphProto.Builder graph =
        base()
            .addNode(node)
            .addNode(node("Relu", List.of("x"), "x2"))
            .addInitializer(floats("w", new int[] {1, 1, 1, 1}, 1));
    assertThat(refuse(13, graph)).hasMessageContaining(reason);
  }

  @Test
  void namesInputsAndConstants() {
    GraphProto.Builder graph =
        base()
            .addNode(node("Add", List.of("a", "w"), "y"))
            .addNode(node("Relu", List.of("x"), "a"))
            .addNode(node("Tanh", List.of("x"), "unread").setName("same"))
            .addNode(node("Tanh", List.of("x"), "unread2").setName("same"))
            .addInput(value("w", FLOAT, 1))
            .addInput(value("d", FLOAT, -1, 3, -1))
            .addOutput(unshaped("y", FLOAT))
            .addInitializer(floats("w", new int[] {1}, 2))
            .addInitializer(floats("unused", new int[] {1}, 2));
    try (Graph read = read(Models.model(13, graph))) {
      assertThat(read.nodes()).extracting(Node::name).contains("Relu_1", "Add_0", "same", "same_2");
      assertThat(read.constants()).containsOnlyKeys("w");
      assertThat(read.inputs()).hasSize(2);
      assertThat(read.inputs().get(1).dims())
          .containsExactly(new Dim.Symbolic("d.0"), new Dim.Fixed(3), new Dim.Symbolic("d.2"));
      assertThat(read.outputs()).containsExactly("y");
    }
  }

  @Test
  void identitiesAreLeftOutUnlessTheCallerReadsThem() {
    GraphProto.Builder graph =
        base()
            .addNode(node("Identity", List.of("x"), "a"))
            .addNode(node("Dropout", List.of("a"), "b", "mask"))
            .addNode(node("Relu", List.of("b"), "y"))
            .addNode(node("Identity", List.of("y"), "z"))
            .addNode(node("Identity", List.of("n"), "m"))
            .addInput(value("n", INT64, 2))
            .addOutput(unshaped("z", FLOAT))
            .addOutput(unshaped("m", INT64));
    try (Graph read = read(Models.model(13, graph));
        Tensor x = Tensor.of(Shape.of(1, 1, 2, 2), -1, 2, -3, 4);
        Tensor n = Tensor.ofLongs(Shape.of(2), 5, 6)) {
      assertThat(read.nodes()).hasSize(3);
      Map<String, Tensor> outputs = TestBackend.run(read, Map.of("x", x, "n", n));
      assertThat(outputs.get("y").toFloats()).containsExactly(0, 2, 0, 4);
      assertThat(outputs.get("z").toFloats()).containsExactly(0, 2, 0, 4);
      assertThat(outputs.get("m").toLongs()).containsExactly(5, 6);
      outputs.values().forEach(Tensor::close);
    }
  }

  @Test
  void derivedConstantsTakeNoNameOfTheFile() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 1, 2))
            .addNode(node("MatMul", List.of("x", "w"), "y"))
            .addNode(node("MatMul", List.of("x", "w/fovea-transposed"), "z"))
            .addNode(node("MatMul", List.of("x", "w"), "again"))
            .addOutput(unshaped("y", FLOAT))
            .addOutput(unshaped("z", FLOAT))
            .addOutput(unshaped("again", FLOAT))
            .addInitializer(floats("w", new int[] {2, 2}, 1, 2, 3, 4))
            .addInitializer(floats("w/fovea-transposed", new int[] {2, 2}, 5, 6, 7, 8));
    try (Graph read = read(Models.model(13, graph));
        Tensor x = Tensor.of(Shape.of(1, 2), 1, 10)) {
      assertThat(read.constants()).hasSize(2);
      Map<String, Tensor> outputs = TestBackend.run(read, Map.of("x", x));
      assertThat(outputs.get("y").toFloats()).containsExactly(31, 42);
      assertThat(outputs.get("z").toFloats()).containsExactly(75, 86);
      assertThat(outputs.get("again").toFloats()).containsExactly(31, 42);
      outputs.values().forEach(Tensor::close);
    }
  }

  @Test
  void oneDimensionalWindowsNeedInputsOfRankThree() {
    float[] data = new float[16];
    for (int[] dims : new int[][] {{1, 1, 4, 4}, {4, 4}}) {
      SingleNode pool = SingleNode.of("MaxPool", 13, ints("kernel_shape", 2));
      refuseRun(pool.feed("x", Shape.of(dims), data));
      SingleNode conv = SingleNode.of("Conv", 13, ints("kernel_shape", 1));
      refuseRun(
          conv.feed("x", Shape.of(dims), data)
              .feed("w", Shape.of(1, dims[1], 1), new float[dims[1]]));
    }
    GraphProto.Builder constant =
        base()
            .addNode(node("MaxPool", List.of("c"), "y").addAttribute(ints("kernel_shape", 2)))
            .addInitializer(floats("c", new int[] {1, 1, 2, 2}, 1, 2, 3, 4));
    assertThat(refuse(13, constant)).hasMessageContaining("expected rank 3");
  }

  private static void refuseRun(SingleNode node) {
    assertThatThrownBy(node::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected rank 3");
  }

  @Test
  void constantNodesAndReshapedConstantsAreConstants() {
    GraphProto.Builder graph =
        base()
            .addNode(
                node("Constant", List.of(), "c")
                    .addAttribute(tensor("value", floats("", new int[] {4}, 1, 2, 3, 4))))
            .addNode(node("Reshape", List.of("c", "shape"), "r"))
            .addNode(node("Add", List.of("x", "r"), "y"))
            .addInitializer(longs("shape", 1, 1, 2, -1));
    try (Graph read = read(Models.model(13, graph))) {
      assertThat(read.nodes()).hasSize(1);
      assertThat(read.constants()).containsOnlyKeys("r");
      assertThat(read.constants().get("r").shape()).isEqualTo(Shape.of(1, 1, 2, 2));
    }
  }

  @Test
  void shapesMayBeComputedFromConstants() {
    GraphProto.Builder graph =
        base()
            .addNode(
                node("Concat", List.of("batch", "rest"), "s").addAttribute(integer("axis", -1)))
            .addNode(node("Reshape", List.of("x", "s"), "y"))
            .addInitializer(longs("batch", 2))
            .addInitializer(longs("rest", -1));
    try (Graph read = read(Models.model(13, graph));
        Tensor x = Tensor.of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(y.shape()).isEqualTo(Shape.of(2, 2));
    }
  }

  @Test
  void slicesAndPadsOfOldOpsetsHaveAttributes() {
    GraphProto.Builder graph =
        base()
            .addNode(
                node("Slice", List.of("x"), "s")
                    .addAttribute(ints("starts", 1))
                    .addAttribute(ints("ends", 9))
                    .addAttribute(ints("axes", 3)))
            .addNode(
                node("Pad", List.of("s"), "y")
                    .addAttribute(ints("pads", 0, 0, 0, 1, 0, 0, 0, 0))
                    .addAttribute(number("value", 7)));
    try (Graph read = read(Models.model(9, graph));
        Tensor x = Tensor.of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(y.toFloats()).containsExactly(7, 2, 7, 4);
    }
  }

  @Test
  void constantsAreReleased() {
    long before = Tensor.liveBytes();
    GraphProto.Builder good =
        base()
            .addNode(node("Flatten", List.of("x"), "f"))
            .addNode(node("Gemm", List.of("f", "w", "c"), "y"))
            .addInitializer(floats("w", new int[] {4, 1}, 1, 2, 3, 4))
            .addInitializer(floats("c", new int[] {1, 1}, 5));
    read(Models.model(13, good)).close();
    GraphProto.Builder bad = good.addNode(node("Nonsense", List.of("x"), "z"));
    refuse(13, bad);
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void gemmBecomesDenseWhereItIsOne() {
    assertThat(
            gemm(floats("w", new int[] {4, 3}, new float[12]), floats("c", new int[] {3}, 0, 0, 0)))
        .isEqualTo(Dense.of(4, 3));
    assertThat(
            gemm(
                floats("w", new int[] {4, 3}, new float[12]),
                floats("c", new int[] {4, 1}, new float[4])))
        .isEqualTo(new Gemm(false, false, 1, 1, true));
  }

  private static Object gemm(TensorProto w, TensorProto c) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 4, 4))
            .addNode(node("Gemm", List.of("x", "w", "c"), "y"))
            .addOutput(unshaped("y", FLOAT))
            .addInitializer(w)
            .addInitializer(c);
    try (Graph read = read(Models.model(13, graph))) {
      return ((OpSource.Fixed) read.nodes().get(0).source()).op();
    }
  }

  @Test
  void trainingIsRefused() {
    GraphProto.Builder mask =
        base().addNode(node("Dropout", List.of("x"), "y", "m")).addOutput(unshaped("m", 9));
    assertThat(refuse(13, mask)).hasMessageContaining("bool mask");
  }

  private static GraphProto.Builder base() {
    return GraphProto.newBuilder()
        .addInput(value("x", FLOAT, 1, 1, 2, 2))
        .addOutput(unshaped("y", FLOAT));
  }

  private static OnnxImportException refuse(int opset, GraphProto.Builder graph) {
    OnnxImportException e =
        catchThrowableOfType(
            OnnxImportException.class, () -> read(Models.model(opset, graph)).close());
    assertThat(e).isNotNull();
    return e;
  }

  private static Graph read(ModelProto model) {
    return OnnxImporter.read(new ByteArrayInputStream(model.toByteArray()), "test.onnx");
  }
}

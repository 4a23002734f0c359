package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.INT64;
import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.longs;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.tensor;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.fovea.models.support.Models;
import dev.fovea.models.zoo.Fashion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Models from which hostile ones are made: a whole network, one of each operator, and some that use
 * what operators alone do not: external data, subgraphs, functions, chains of every kind of weight.
 */
final class HostileCorpus {
  /** Where {@link #external} keeps its weights. */
  static final String WEIGHTS = "weights.bin";

  static final int WEIGHTS_BYTES = 64;

  private static final int SINGLE_NODES = 120;
  private static final int HALF = TensorProto.DataType.FLOAT16.getNumber();

  private HostileCorpus() {}

  /** Returns all models; the first is the largest. */
  static List<byte[]> models() throws IOException {
    List<byte[]> models = new ArrayList<>();
    try (InputStream fashion = Fashion.model().openModel()) {
      models.add(fashion.readAllBytes());
    }
    for (ModelProto model : List.of(chain(), external(), branches(), oddities())) {
      models.add(model.toByteArray());
    }
    for (int i = 0; i < SINGLE_NODES; i++) {
      models.add(RandomNodes.make(RandomNodes.operator(i), i).model().toByteArray());
    }
    return models;
  }

  /** Constants of every encoding, shapes that are computed, an input that decides. */
  static ModelProto chain() {
    TensorProto.Builder half = TensorProto.newBuilder().setName("h").setDataType(HALF);
    half.addDims(2).addDims(2).setRawData(ByteString.copyFrom(new byte[8]));
    TensorProto.Builder raw = TensorProto.newBuilder().setName("r").setDataType(FLOAT);
    raw.addDims(300).setRawData(ByteString.copyFrom(new byte[1200]));
    TensorProto typed = floats("t", new int[] {300}, new float[300]);
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, -1, 2))
            .addInput(value("shape", INT64, 2))
            .addInitializer(half)
            .addInitializer(raw)
            .addInitializer(typed)
            .addInitializer(longs("a", 1))
            .addNode(node("Constant", List.of(), "b").addAttribute(tensor("value", longs("", -1))))
            .addNode(node("Concat", List.of("a", "b"), "ab").addAttribute(integer("axis", 0)))
            .addNode(node("MatMul", List.of("x", "h"), "m"))
            .addNode(node("Reshape", List.of("m", "ab"), "row"))
            .addNode(node("Add", List.of("r", "t"), "rt"))
            .addNode(node("Slice", List.of("rt", "zero", "two"), "cut"))
            .addInitializer(longs("zero", 0))
            .addInitializer(longs("two", 2))
            .addNode(node("Add", List.of("m", "cut"), "s"))
            .addNode(node("Reshape", List.of("s", "shape"), "y"))
            .addOutput(unshaped("y", FLOAT))
            .addOutput(unshaped("row", FLOAT));
    return Models.model(13, graph);
  }

  /** Weights in a file beside the model. */
  static ModelProto external() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 1, 4))
            .addInitializer(external("w", "0").addDims(4).addDims(3))
            .addInitializer(external("b", "48").addDims(3))
            .addNode(node("Gemm", List.of("x", "w", "b"), "y"))
            .addOutput(unshaped("y", FLOAT));
    return Models.model(13, graph);
  }

  private static TensorProto.Builder external(String name, String offset) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(FLOAT)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    tensor.addExternalDataBuilder().setKey("location").setValue(WEIGHTS);
    tensor.addExternalDataBuilder().setKey("offset").setValue(offset);
    return tensor;
  }

  /** A residual block with windows, and joined channels, listed back to front. */
  private static ModelProto branches() {
    int[] dims = {2, 2, 3, 3};
    float[] weights = new float[36];
    NodeProto.Builder pool = node("MaxPool", List.of("a"), "p", "");
    pool.addAttribute(ints("kernel_shape", 3, 3)).addAttribute(ints("pads", 1, 1, 1, 1));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addNode(node("GlobalAveragePool", List.of("c"), "y"))
            .addNode(node("Concat", List.of("s", "p"), "c").addAttribute(integer("axis", 1)))
            .addNode(pool)
            .addNode(node("Add", List.of("k", "x"), "s"))
            .addNode(node("Conv", List.of("a", "w2"), "k").addAttribute(ints("pads", 1, 1, 1, 1)))
            .addNode(node("Clip", List.of("v", "", "six"), "a"))
            .addNode(
                node("Conv", List.of("x", "w1", ""), "v").addAttribute(ints("pads", 1, 1, 1, 1)))
            .addInitializer(floats("six", new int[] {}, 6))
            .addInitializer(floats("w1", dims, weights))
            .addInitializer(floats("w2", dims, weights))
            .addInput(value("x", FLOAT, 1, 2, 5, 5))
            .addInput(value("w1", FLOAT, dims))
            .addOutput(unshaped("y", FLOAT));
    return Models.model(11, graph).toBuilder().setIrVersion(3).build();
  }

  /** Parts of the format that are refused, each in its own way. */
  private static ModelProto oddities() {
    GraphProto inner =
        GraphProto.newBuilder()
            .addNode(node("Relu", List.of("x"), "z"))
            .addOutput(unshaped("z", FLOAT))
            .setName("inner")
            .build();
    AttributeProto branch =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(inner)
            .build();
    SparseTensorProto.Builder sparse =
        SparseTensorProto.newBuilder()
            .setValues(floats("sparse", new int[] {1}, 1))
            .setIndices(longs("places", 3))
            .addDims(9);
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 2))
            .addNode(node("If", List.of("x"), "a").addAttribute(branch))
            .addNode(node("Frob", List.of("x"), "y").setDomain("com.example"))
            .addSparseInitializer(sparse)
            .addOutput(unshaped("y", FLOAT));
    graph.addOutputBuilder().setName("a").getTypeBuilder().getSequenceTypeBuilder();
    graph.addQuantizationAnnotationBuilder().setTensorName("x");
    return Models.model(13, graph).toBuilder()
        .addFunctions(FunctionProto.newBuilder().setName("Frob").addInput("x").addOutput("y"))
        .build();
  }
}

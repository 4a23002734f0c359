package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a file's bytes. Only its structure becomes a protobuf message; weights go from their
 * memory to the stream in pieces, so that a model of any size takes little heap.
 */
final class ModelWriter {
  private final ExportGraph graph;
  private final ExportContext context;
  private final GraphProto structure;
  private final List<Initializer> initializers = new ArrayList<>();

  /**
   * An initializer.
   *
   * @param head all of it but data inside
   * @param tensor its values
   * @param inside whether the data follow
   */
  private record Initializer(TensorProto head, Tensor tensor, boolean inside) {
    long dataBytes() {
      return TensorData.bytes(tensor);
    }

    long size() {
      long size = head.getSerializedSize();
      return inside
          ? size
              + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
              + CodedOutputStream.computeUInt64SizeNoTag(dataBytes())
              + dataBytes()
          : size;
    }

    long sizeAsField() {
      return CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER)
          + CodedOutputStream.computeUInt64SizeNoTag(size())
          + size();
    }

    void writeAsField(CodedOutputStream out) throws IOException {
      delimited(out, GraphProto.INITIALIZER_FIELD_NUMBER, size());
      head.writeTo(out);
      if (inside) {
        delimited(out, TensorProto.RAW_DATA_FIELD_NUMBER, dataBytes());
        TensorData.write(tensor, out);
      }
    }
  }

  /**
   * Prepares a file.
   *
   * @param external where weights go that do not lie inside
   */
  ModelWriter(ExportGraph graph, ExportContext context, ExternalFile external) {
    this.graph = graph;
    this.context = context;
    this.structure = structure();
    for (Map.Entry<String, Tensor> constant : context.usedConstants().entrySet()) {
      TensorProto.Builder head = TensorData.head(constant.getKey(), constant.getValue());
      boolean outside = external.place(head, constant.getValue());
      initializers.add(new Initializer(head.build(), constant.getValue(), !outside));
    }
  }

  private static void delimited(CodedOutputStream out, int field, long size) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(size);
  }

  /** Returns the bytes of the graph in the file. */
  private long graphSize() {
    return structure.getSerializedSize()
        + initializers.stream().mapToLong(Initializer::sizeAsField).sum();
  }

  /** Returns the bytes of the file. */
  long size(String producer) {
    return head(producer).getSerializedSize()
        + CodedOutputStream.computeTagSize(ModelProto.GRAPH_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(graphSize())
        + graphSize();
  }

  /** Writes the file. */
  void write(OutputStream stream, String producer) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(stream, TensorData.CHUNK);
    head(producer).writeTo(out);
    delimited(out, ModelProto.GRAPH_FIELD_NUMBER, graphSize());
    structure.writeTo(out);
    for (Initializer initializer : initializers) {
      initializer.writeAsField(out);
    }
    out.flush();
  }

  private ModelProto head(String producer) {
    return ModelProto.newBuilder()
        .setIrVersion(Opsets.irVersion(context.opset()))
        .setProducerName(producer)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(context.opset()))
        .build();
  }

  private GraphProto structure() {
    // ONNX asks for a name.
    String name = graph.name().isEmpty() ? "graph" : graph.name();
    GraphProto.Builder proto = GraphProto.newBuilder().setName(name);
    graph.inputs().forEach(input -> proto.addInput(info(input.name(), input.dims())));
    graph.outputs().forEach(made -> proto.addOutput(info(made, context.shape(made).dims())));
    Set<String> said = new HashSet<>(graph.outputs());
    for (ExportNode node : graph.nodes()) {
      for (String made : node.outputs()) {
        if (said.add(made)) {
          proto.addValueInfo(info(made, context.shape(made).dims()));
        }
      }
    }
    // Last, since naming an output's type may add one.
    return proto.addAllNode(context.nodes()).build();
  }

  private ValueInfoProto info(String name, List<Dim> dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Dim dim : dims) {
      TensorShapeProto.Dimension.Builder made = shape.addDimBuilder();
      if (dim instanceof Dim.Fixed fixed) {
        made.setDimValue(fixed.size());
      } else if (!dim.equals(ValueType.UNKNOWN)) {
        made.setDimParam(dim.toString());
      }
    }
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder().setElemType(context.type(name).getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}

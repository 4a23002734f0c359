package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.fovea.models.onnx.WireReader.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's structure, parsed by protobuf, without the bytes of its weights: where those of an
 * initializer or of a node's tensor lie is noted instead. Documentation is left out.
 */
final class OnnxFile {
  /** Data below this size are parsed with the rest. */
  private static final int SMALL = 1024;

  private static final Parser<ModelProto> MODEL =
      DiscardUnknownFieldsParser.wrap(ModelProto.parser());
  private static final Parser<GraphProto> GRAPH =
      DiscardUnknownFieldsParser.wrap(GraphProto.parser());
  private static final Parser<NodeProto> NODE = DiscardUnknownFieldsParser.wrap(NodeProto.parser());
  private static final Parser<AttributeProto> ATTRIBUTE =
      DiscardUnknownFieldsParser.wrap(AttributeProto.parser());
  private static final Parser<TensorProto> TENSOR =
      DiscardUnknownFieldsParser.wrap(TensorProto.parser());

  private final ByteSource source;
  private final WireReader wire;
  private final HeapBudget budget;
  private final IdentityHashMap<TensorProto, ByteRange> data = new IdentityHashMap<>();
  private final ModelProto model;

  /**
   * Reads a model's structure.
   *
   * @param source the file; stays open while tensors are read
   * @throws InvalidProtocolBufferException if it is no protobuf message
   * @throws UnsupportedNodeException if the structure is too large
   */
  OnnxFile(ByteSource source, HeapBudget budget) throws IOException {
    this.source = source;
    this.budget = budget;
    this.wire = new WireReader(source);
    this.model = model();
  }

  ModelProto proto() {
    return model;
  }

  /** Returns where a tensor's data lie, or null if the message itself holds them. */
  @Nullable ByteRange data(TensorProto tensor) {
    return data.get(tensor);
  }

  private ModelProto model() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    GraphParts graph = new GraphParts();
    boolean hasGraph = false;
    for (long at = 0; at < wire.size(); ) {
      Field field = wire.field(at, wire.size());
      at = field.end();
      if (field.number() == ModelProto.GRAPH_FIELD_NUMBER && field.delimited()) {
        hasGraph = true;
        graph.add(field);
      } else if (field.number() != ModelProto.DOC_STRING_FIELD_NUMBER) {
        copy(field, rest);
      }
    }
    ModelProto parsed = MODEL.parseFrom(rest.toByteArray());
    return hasGraph ? parsed.toBuilder().setGraph(graph.build()).build() : parsed;
  }

  /** A graph in the making; several graph fields of a model count as one. */
  private final class GraphParts {
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> initializers = new ArrayList<>();

    void add(Field graph) throws IOException {
      for (long at = graph.payload(); at < graph.end(); ) {
        Field field = wire.field(at, graph.end());
        at = field.end();
        if (field.number() == GraphProto.NODE_FIELD_NUMBER && field.delimited()) {
          nodes.add(node(field));
        } else if (field.number() == GraphProto.INITIALIZER_FIELD_NUMBER && field.delimited()) {
          initializers.add(tensor(field));
        } else if (field.number() != GraphProto.DOC_STRING_FIELD_NUMBER) {
          copy(field, rest);
        }
      }
    }

    GraphProto build() throws InvalidProtocolBufferException {
      GraphProto.Builder graph = GRAPH.parseFrom(rest.toByteArray()).toBuilder();
      return graph.addAllNode(nodes).addAllInitializer(initializers).build();
    }
  }

  private NodeProto node(Field node) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    List<AttributeProto> attributes = new ArrayList<>();
    for (long at = node.payload(); at < node.end(); ) {
      Field field = wire.field(at, node.end());
      at = field.end();
      if (field.number() == NodeProto.ATTRIBUTE_FIELD_NUMBER
          && field.delimited()
          && field.length() >= SMALL) {
        attributes.add(attribute(field));
      } else if (field.number() != NodeProto.DOC_STRING_FIELD_NUMBER) {
        copy(field, rest);
      }
    }
    budget.charge(0);
    NodeProto parsed = NODE.parseFrom(rest.toByteArray());
    return attributes.isEmpty() ? parsed : parsed.toBuilder().addAllAttribute(attributes).build();
  }

  private AttributeProto attribute(Field attribute) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    TensorProto tensor = null;
    for (long at = attribute.payload(); at < attribute.end(); ) {
      Field field = wire.field(at, attribute.end());
      at = field.end();
      if (field.number() != AttributeProto.T_FIELD_NUMBER || !field.delimited()) {
        copy(field, rest);
      } else if (tensor != null) {
        throw new InvalidProtocolBufferException("an attribute holds two tensors");
      } else {
        tensor = tensor(field);
      }
    }
    AttributeProto parsed = ATTRIBUTE.parseFrom(rest.toByteArray());
    return tensor == null ? parsed : parsed.toBuilder().setT(tensor).build();
  }

  /**
   * Parses a tensor except for its data, be they raw or one run of packed floats: both are
   * little-endian values.
   */
  private TensorProto tensor(Field tensor) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    Field raw = null;
    List<Field> floats = new ArrayList<>();
    for (long at = tensor.payload(); at < tensor.end(); ) {
      Field field = wire.field(at, tensor.end());
      at = field.end();
      boolean large = field.delimited() && field.length() >= SMALL;
      if (field.number() == TensorProto.RAW_DATA_FIELD_NUMBER) {
        // As protobuf has it, the last one counts.
        raw = large ? field : null;
        if (!large) {
          copy(field, rest);
        }
      } else if (field.number() == TensorProto.FLOAT_DATA_FIELD_NUMBER && large) {
        floats.add(field);
      } else if (field.number() != TensorProto.DOC_STRING_FIELD_NUMBER) {
        copy(field, rest);
      }
    }
    budget.charge(0);
    TensorProto parsed = TENSOR.parseFrom(rest.toByteArray());
    boolean packed =
        floats.size() == 1
            && raw == null
            && !parsed.hasRawData()
            && parsed.getFloatDataCount() == 0
            && parsed.getDataType() == TensorProto.DataType.FLOAT.getNumber();
    if (!packed && !floats.isEmpty()) {
      for (Field field : floats) {
        copy(field, rest);
      }
      parsed = TENSOR.parseFrom(rest.toByteArray());
    }
    Field found = packed ? floats.get(0) : raw;
    if (found != null) {
      data.put(parsed, new ByteRange(source, found.payload(), found.length()));
    }
    return parsed;
  }

  private void copy(Field field, ByteArrayOutputStream target) throws IOException {
    budget.charge(field.end() - field.start());
    target.writeBytes(wire.bytes(field.start(), field.end()));
  }
}

package dev.fovea.bench.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/** Writes the nodes of a TensorFlow graph. */
final class GraphWriter {
  private static final int PRODUCER = 1087;

  private final GraphDef.Builder graph =
      GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(PRODUCER));
  private int count;

  /** Attributes of a node. */
  static final class Attributes {
    private final Map<String, AttrValue> values = new LinkedHashMap<>();

    /** Begins with the type that nearly every operator has. */
    static Attributes floats() {
      return new Attributes().type("T", DataType.DT_FLOAT);
    }

    Attributes type(String name, DataType type) {
      return put(name, AttrValue.newBuilder().setType(type).build());
    }

    Attributes text(String name, String text) {
      ByteString bytes = ByteString.copyFrom(text, StandardCharsets.UTF_8);
      return put(name, AttrValue.newBuilder().setS(bytes).build());
    }

    Attributes flag(String name, boolean flag) {
      return put(name, AttrValue.newBuilder().setB(flag).build());
    }

    Attributes number(String name, long number) {
      return put(name, AttrValue.newBuilder().setI(number).build());
    }

    Attributes real(String name, float real) {
      return put(name, AttrValue.newBuilder().setF(real).build());
    }

    Attributes numbers(String name, List<Long> numbers) {
      AttrValue.ListValue list = AttrValue.ListValue.newBuilder().addAllI(numbers).build();
      return put(name, AttrValue.newBuilder().setList(list).build());
    }

    private Attributes put(String name, AttrValue value) {
      values.put(name, value);
      return this;
    }
  }

  /** Adds a node and returns its name, which also names its first output. */
  String add(String op, Attributes attributes, String... inputs) {
    return add(op, op + "_" + count++, attributes, inputs);
  }

  String add(String op, String name, Attributes attributes, String... inputs) {
    NodeDef.Builder node = NodeDef.newBuilder().setOp(op).setName(name);
    for (String input : inputs) {
      node.addInput(input);
    }
    graph.addNode(node.putAllAttr(attributes.values));
    return name;
  }

  /** Adds what is fed. */
  void input(String name, List<Long> dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    dims.forEach(dim -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim)));
    Attributes attributes = new Attributes().type("dtype", DataType.DT_FLOAT);
    attributes.put("shape", AttrValue.newBuilder().setShape(shape).build());
    add("Placeholder", name, attributes);
  }

  String constant(float[] values, int... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(DataType.DT_FLOAT, bytes, dims);
  }

  String scalar(float value) {
    return constant(new float[] {value});
  }

  String constant(int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return constant(DataType.DT_INT32, bytes, values.length);
  }

  String intScalar(int value) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, value);
    return constant(DataType.DT_INT32, bytes);
  }

  private String constant(DataType type, ByteBuffer bytes, int... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int dim : dims) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(shape)
            .setTensorContent(ByteString.copyFrom(bytes))
            .build();
    Attributes attributes = new Attributes().type("dtype", type);
    attributes.put("value", AttrValue.newBuilder().setTensor(tensor).build());
    return add("Const", attributes);
  }

  GraphDef build() {
    return graph.build();
  }
}

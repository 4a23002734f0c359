package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.models.onnx.OnnxImportException.Problem;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The values that a file declares: initializers, inputs, outputs, and who reads what. */
final class FileValues {
  /** What some exporters write for an extent that is not known. */
  private static final int OPEN = -1;

  private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
  private final Map<String, GraphInput> inputs = new LinkedHashMap<>();
  private final Set<String> declared = new HashSet<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private final Set<String> read = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> ranks = new HashMap<>();
  private final Map<String, Integer> types = new HashMap<>();

  /** Collects the values; what cannot be imported is added to {@code problems}. */
  FileValues(GraphProto graph, List<Problem> problems) {
    for (TensorProto initializer : graph.getInitializerList()) {
      if (initializers.put(initializer.getName(), initializer) != null) {
        problems.add(value(initializer.getName(), "initializer", "is given twice; expected once"));
      }
    }
    if (graph.getSparseInitializerCount() > 0) {
      problems.add(value("", "sparse initializer", "is not supported; expected dense tensors"));
    }
    for (ValueInfoProto input : graph.getInputList()) {
      // Up to IR version 3 every initializer was listed as an input as well.
      declared.add(input.getName());
      if (!initializers.containsKey(input.getName())) {
        addInput(input, problems);
      }
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      addOutput(output, problems);
    }
    if (outputs.isEmpty()) {
      problems.add(value("", "graph", "has no output; expected at least one"));
    }
    for (NodeProto node : graph.getNodeList()) {
      read.addAll(node.getInputList());
      names.addAll(node.getOutputList());
    }
    read.addAll(outputs);
    names.addAll(read);
    names.addAll(initializers.keySet());
    names.addAll(inputs.keySet());
    for (ValueInfoProto info : graph.getValueInfoList()) {
      if (info.getType().getTensorType().hasShape()) {
        ranks.put(info.getName(), info.getType().getTensorType().getShape().getDimCount());
      }
    }
    Stream.of(graph.getValueInfoList(), graph.getInputList(), graph.getOutputList())
        .flatMap(List::stream)
        .forEach(info -> types.put(info.getName(), info.getType().getTensorType().getElemType()));
    initializers.forEach((name, tensor) -> types.put(name, tensor.getDataType()));
    initializers.forEach((name, tensor) -> ranks.put(name, tensor.getDimsCount()));
    inputs.forEach((name, input) -> ranks.put(name, input.dims().size()));
  }

  private void addInput(ValueInfoProto input, List<Problem> problems) {
    String name = input.getName();
    TypeProto type = input.getType();
    if (!type.hasTensorType() || !type.getTensorType().hasShape()) {
      problems.add(value(name, "graph input", "is no tensor with a shape; expected one"));
      return;
    }
    DType dtype = OnnxTensors.heldAs(type.getTensorType().getElemType());
    if (dtype == null) {
      problems.add(value(name, "graph input", notHeld(type)));
      return;
    }
    TensorShapeProto shape = type.getTensorType().getShape();
    if (shape.getDimCount() > OnnxTensors.MAX_RANK) {
      String reason =
          "has rank " + shape.getDimCount() + "; expected at most " + OnnxTensors.MAX_RANK;
      problems.add(value(name, "graph input", reason));
      return;
    }
    List<Dim> dims = new ArrayList<>();
    for (Dimension dim : shape.getDimList()) {
      long size = dim.getDimValue();
      if (dim.hasDimValue() && (size < OPEN || size > Integer.MAX_VALUE)) {
        String reason = "has an extent of " + size + "; expected 0 to 2^31-1, -1 or a name";
        problems.add(value(name, "graph input", reason));
        return;
      }
      dims.add(
          dim.hasDimValue() && size != OPEN
              ? new Dim.Fixed((int) size)
              : new Dim.Symbolic(symbol(dim, name + "." + dims.size())));
    }
    if (inputs.put(name, new GraphInput(name, dtype, dims)) != null) {
      problems.add(value(name, "graph input", "is given twice; expected once"));
    }
  }

  /** An extent without a name must not be taken for equal to another one; "?" is no name. */
  private static String symbol(Dimension dim, String unnamed) {
    String given = dim.getDimParam();
    return given.chars().anyMatch(Character::isLetterOrDigit) ? given : unnamed;
  }

  private void addOutput(ValueInfoProto output, List<Problem> problems) {
    String name = output.getName();
    TypeProto type = output.getType();
    outputs.add(name);
    if (type.hasSequenceType() || type.hasOptionalType() || type.hasMapType()) {
      problems.add(value(name, "graph output", "is no tensor; expected one"));
    } else if (type.getTensorType().getElemType() != 0
        && OnnxTensors.heldAs(type.getTensorType().getElemType()) == null) {
      problems.add(value(name, "graph output", notHeld(type)));
    }
  }

  private static String notHeld(TypeProto type) {
    String name = OnnxTensors.typeName(type.getTensorType().getElemType());
    return "is " + name + "; expected " + OnnxTensors.HELD;
  }

  private static Problem value(String name, String kind, String reason) {
    return new Problem(name, kind, "", reason);
  }

  Map<String, TensorProto> initializers() {
    return initializers;
  }

  Map<String, GraphInput> inputs() {
    return inputs;
  }

  /** Tells whether the file lists an input of that name, be it one that was refused. */
  boolean isDeclaredInput(String value) {
    return declared.contains(value);
  }

  Set<String> outputs() {
    return outputs;
  }

  boolean isOutput(String value) {
    return outputs.contains(value);
  }

  boolean isRead(String value) {
    return read.contains(value);
  }

  /** Returns every name in use. */
  Set<String> names() {
    return names;
  }

  int rank(String value) {
    return ranks.getOrDefault(value, -1);
  }

  /** Returns ONNX's number for the element type that the file declares, 0 if it does not. */
  int type(String value) {
    return types.getOrDefault(value, 0);
  }
}

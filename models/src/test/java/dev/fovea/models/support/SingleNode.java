package dev.fovea.models.support;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model of one node with float inputs, imported and run. */
public final class SingleNode {
  private final String operator;
  private final int opset;
  private final List<AttributeProto> attributes;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();

  private SingleNode(String operator, int opset, List<AttributeProto> attributes) {
    this.operator = operator;
    this.opset = opset;
    this.attributes = attributes;
  }

  /** Begins a node. */
  public static SingleNode of(String operator, int opset, AttributeProto... attributes) {
    return new SingleNode(operator, opset, List.of(attributes));
  }

  /** Adds an input. */
  public SingleNode feed(String name, Shape shape, float... values) {
    inputs.put(name, Tensor.of(shape, values));
    return this;
  }

  /** Adds an int64 input. */
  public SingleNode feedLongs(String name, Shape shape, long... values) {
    inputs.put(name, Tensor.ofLongs(shape, values));
    return this;
  }

  /** Adds an int64 input of rank 1. */
  public SingleNode feedLongs(String name, long... values) {
    inputs.put(name, Tensor.ofLongs(Shape.of(values.length), values));
    return this;
  }

  /** Returns the model. */
  public ModelProto model() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    graph.addNode(
        Models.node(operator, new ArrayList<>(inputs.keySet()), "y").addAllAttribute(attributes));
    inputs.forEach(
        (name, tensor) -> {
          int type = tensor.desc().dtype() == DType.INT64 ? Models.INT64 : Models.FLOAT;
          graph.addInput(Models.value(name, type, tensor.shape().dims()));
        });
    return Models.model(opset, graph.addOutput(Models.unshaped("y", Models.FLOAT)));
  }

  /** Runs the node on the reference backend; closes everything but the result. */
  public Tensor run() {
    ByteArrayInputStream bytes = new ByteArrayInputStream(model().toByteArray());
    try (Graph graph = OnnxImporter.read(bytes, operator)) {
      return TestBackend.run(graph, inputs).get("y");
    } finally {
      close();
    }
  }

  /** Closes the inputs of a node that does not run. */
  public void close() {
    inputs.values().forEach(Tensor::close);
  }
}

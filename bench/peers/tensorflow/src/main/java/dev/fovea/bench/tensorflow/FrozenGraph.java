package dev.fovea.bench.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.GraphDef;

/**
 * Writes a frozen graph beside an ONNX file, so that TensorFlow runs the same network: {@code
 * net.pb} for {@code net.onnx}, for one example at a time.
 *
 * <p>TensorFlow's convolutions on the CPU read N, H, W, C. Pictures are turned once, at the input,
 * and stay so.
 */
public final class FrozenGraph {
  private final GraphWriter graph = new GraphWriter();
  private final OnnxParts parts = new OnnxParts();
  private final Map<String, Value> values = new HashMap<>();

  /**
   * A computed value.
   *
   * @param name of the node that makes it
   * @param isMap whether it is a map of N, H, W, C; else its axes are ONNX's
   */
  record Value(String name, boolean isMap) {}

  private FrozenGraph() {}

  /** Converts files. */
  public static void main(String[] args) throws IOException {
    boolean failed = false;
    for (String argument : args) {
      Path file = Path.of(argument);
      try {
        Path written =
            file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx$", "") + ".pb");
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        Files.write(written, new FrozenGraph().convert(model.getGraph()).toByteArray());
        System.out.println(written);
      } catch (UnsupportedOperationException e) {
        System.err.println(file + ": " + e.getMessage());
        failed = true;
      }
    }
    System.exit(failed ? 1 : 0);
  }

  /** The first extent is one example where it is open; others are unknown then. */
  private static List<Long> dims(ValueInfoProto input) {
    List<Long> dims = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : input.getType().getTensorType().getShape().getDimList()) {
      long open = dims.isEmpty() ? 1 : -1;
      dims.add(dim.getDimValue() > 0 ? dim.getDimValue() : open);
    }
    return dims;
  }

  private GraphDef convert(GraphProto onnx) {
    for (TensorProto tensor : onnx.getInitializerList()) {
      parts.constant(tensor.getName(), tensor);
    }
    for (ValueInfoProto input : onnx.getInputList()) {
      if (!parts.isConstant(input.getName())) {
        graph.input("input", dims(input));
        values.put(input.getName(), new Value("input", false));
      }
    }
    NodeConverter converter = new NodeConverter(graph, parts, values);
    for (NodeProto node : onnx.getNodeList()) {
      AttributeProto constant = OnnxParts.attribute(node, "value");
      if (node.getOpType().equals("Constant") && constant != null) {
        parts.constant(node.getOutput(0), constant.getT());
      } else {
        converter.convert(node);
      }
    }
    String output = converter.plain(onnx.getOutput(0).getName());
    graph.add("Identity", "output", GraphWriter.Attributes.floats(), output);
    return graph.build();
  }
}

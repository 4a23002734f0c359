package dev.fovea.models.onnx;

import dev.fovea.op.Activation;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** ONNX Clip-13: limits are attributes up to opset 10, optional inputs since. */
final class ClipMapping {
  private ClipMapping() {}

  static void clip(OnnxNode node, GraphContext context) {
    node.expectInputs(1, context.opset() < 11 ? 1 : 3);
    node.expectOutputs(1);
    context.node(node, source(node, context), List.of(node.input(0)), List.of(node.output()));
  }

  private static OpSource source(OnnxNode node, GraphContext context) {
    if (context.opset() < 11) {
      float min = node.number("min", -Float.MAX_VALUE);
      return new OpSource.Fixed(Activation.clip(min, node.number("max", Float.MAX_VALUE)));
    }
    List<String> deciders = new ArrayList<>();
    boolean constant = true;
    for (int i = 1; i <= 2; i++) {
      if (node.hasInput(i)) {
        context.expectDecider(i == 1 ? "min" : "max", node.input(i));
        constant &= context.isConstant(node.input(i));
        deciders.add(node.input(i));
      }
    }
    boolean min = node.hasInput(1);
    boolean max = node.hasInput(2);
    if (!constant) {
      return new OpSource.Deferred("Clip", deciders, (inputs, limits) -> resolve(min, max, limits));
    }
    List<Tensor> limits = new ArrayList<>();
    for (String decider : deciders) {
      Tensor limit = context.constant(decider);
      if (limit != null) {
        limits.add(limit);
      }
    }
    return new OpSource.Fixed(resolve(min, max, limits));
  }

  /** The limits left out are those of the element type, as ONNX has it. */
  private static Activation resolve(boolean min, boolean max, List<Tensor> limits) {
    float low = min ? scalar("min", limits.get(0)) : -Float.MAX_VALUE;
    float high = max ? scalar("max", limits.get(min ? 1 : 0)) : Float.MAX_VALUE;
    return Activation.clip(low, high);
  }

  private static float scalar(String port, Tensor tensor) {
    if (tensor.desc().dtype() != DType.FLOAT32 || tensor.shape().elements() != 1) {
      throw new OperatorException(
          "Clip", port + " is " + tensor.desc() + "; expected one float32 value");
    }
    return tensor.toFloats()[0];
  }
}

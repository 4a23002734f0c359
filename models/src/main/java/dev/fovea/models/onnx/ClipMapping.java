package dev.fovea.models.onnx;

import dev.fovea.op.Activation;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.Op;
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
    boolean decided = true;
    for (int i = 1; i <= 2; i++) {
      decided &= !node.hasInput(i) || context.mayDecide(node.input(i));
    }
    if (decided && !isInt64(context.type(node.input(0)))) {
      context.node(node, source(node, context), List.of(node.input(0)), List.of(node.output()));
    } else {
      comparisons(node, context);
    }
  }

  private static boolean isInt64(int type) {
    return OnnxTensors.heldAs(type) == DType.INT64;
  }

  /** Limits of integers, and limits that nodes compute, are compared element by element. */
  private static void comparisons(OnnxNode node, GraphContext context) {
    boolean max = node.hasInput(2);
    String value = node.input(0);
    if (node.hasInput(1)) {
      String raised = max ? context.fresh(node.name() + "/raised") : node.output();
      Op larger = new Arithmetic(Arithmetic.Function.MAX);
      context.node(node, larger, List.of(value, node.input(1)), List.of(raised));
      value = raised;
    }
    if (max) {
      Op smaller = new Arithmetic(Arithmetic.Function.MIN);
      context.node(node, smaller, List.of(value, node.input(2)), List.of(node.output()));
    } else if (!node.hasInput(1)) {
      context.alias(node, node.output(), value);
    }
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

package dev.fovea.models.onnx;

import dev.fovea.op.Activation;
import dev.fovea.op.PRelu;
import dev.fovea.op.Reshape;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Elementwise functions: ONNX Relu-14, LeakyRelu-16, Elu-6, Sigmoid-13, PRelu-16 and others. */
final class ActivationMappings {
  private ActivationMappings() {}

  static void relu(OnnxNode node, GraphContext context) {
    map(node, context, Activation.relu());
  }

  static void leakyRelu(OnnxNode node, GraphContext context) {
    map(node, context, Activation.leakyRelu(node.number("alpha", 0.01f)));
  }

  static void elu(OnnxNode node, GraphContext context) {
    map(node, context, Activation.elu(node.number("alpha", 1)));
  }

  static void sigmoid(OnnxNode node, GraphContext context) {
    map(node, context, Activation.sigmoid());
  }

  static void tanh(OnnxNode node, GraphContext context) {
    map(node, context, Activation.tanh());
  }

  static void hardSigmoid(OnnxNode node, GraphContext context) {
    float alpha = node.number("alpha", 0.2f);
    map(node, context, Activation.hardSigmoid(alpha, node.number("beta", 0.5f)));
  }

  static void hardSwish(OnnxNode node, GraphContext context) {
    map(node, context, Activation.hardSwish());
  }

  static void celu(OnnxNode node, GraphContext context) {
    map(node, context, Activation.celu(node.number("alpha", 1)));
  }

  /** The defaults are those of Klambauer et al. (2017), rounded to float as ONNX has them. */
  static void selu(OnnxNode node, GraphContext context) {
    float alpha = node.number("alpha", 1.6732632f);
    map(node, context, Activation.selu(alpha, node.number("gamma", 1.050701f)));
  }

  static void softplus(OnnxNode node, GraphContext context) {
    map(node, context, Activation.softplus());
  }

  static void softsign(OnnxNode node, GraphContext context) {
    map(node, context, Activation.softsign());
  }

  static void gelu(OnnxNode node, GraphContext context) {
    String approximate = node.text("approximate", "none");
    if (!approximate.equals("none") && !approximate.equals("tanh")) {
      throw new UnsupportedNodeException(
          "approximate", "is " + approximate + "; expected none or tanh");
    }
    map(node, context, approximate.equals("tanh") ? Activation.geluTanh() : Activation.gelu());
  }

  static void mish(OnnxNode node, GraphContext context) {
    map(node, context, Activation.mish());
  }

  static void thresholdedRelu(OnnxNode node, GraphContext context) {
    map(node, context, Activation.thresholdedRelu(node.number("alpha", 1)));
  }

  static void shrink(OnnxNode node, GraphContext context) {
    float lambda = node.number("lambd", 0.5f);
    map(node, context, Activation.shrink(lambda, node.number("bias", 0)));
  }

  private static void map(OnnxNode node, GraphContext context, Activation op) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    context.node(node, op, List.of(node.input(0)), List.of(node.output()));
  }

  static void prelu(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    String slope = context.opset() < 7 ? slopePerChannel(node, context) : node.input(1);
    Shape shape = context.shape(slope);
    OpSource source =
        shape != null
            ? new OpSource.Fixed(new PRelu(shape))
            : new OpSource.Deferred(
                "PRelu", List.of(), (inputs, none) -> new PRelu(inputs.get(1).shape()));
    context.node(node, source, List.of(node.input(0), slope), List.of(node.output()));
  }

  /** PRelu-6 aligned a slope of rank 1 with the channels, not with the last axis. */
  private static String slopePerChannel(OnnxNode node, GraphContext context) {
    String slope = node.input(1);
    Shape shape = context.shape(slope);
    if (shape != null && shape.elements() == 1) {
      return slope;
    }
    int rank = context.rank(node.input(0));
    if (shape == null || shape.rank() != 1 || rank < 2) {
      throw new UnsupportedNodeException(
          "slope "
              + (shape == null ? "has no known shape" : "is " + shape)
              + " and the input's rank is "
              + (rank < 0 ? "unknown" : rank)
              + "; expected rank 1 and 2 or more; export with opset 7 or newer");
    }
    Integer[] dims = new Integer[rank - 1];
    Arrays.fill(dims, 1);
    dims[0] = shape.dim(0);
    return context.reshaped(node, slope, "per-channel-" + rank, any -> Reshape.to(dims));
  }
}

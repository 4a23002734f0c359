package dev.fovea.models.onnx;

import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ONNX InstanceNormalization-6, GroupNormalization-21 (and -18, whose scale and bias belong to
 * groups), LayerNormalization-17 and LRN-13.
 */
final class StatisticsMappings {
  private static final float EPSILON = 1e-5f;

  private StatisticsMappings() {}

  static void instance(OnnxNode node, GraphContext context) {
    node.expectInputs(3, 3);
    node.expectOutputs(1);
    // A hint on memory from before opset 6.
    node.ignore("consumed_inputs");
    float epsilon = node.number("epsilon", EPSILON);
    OpSource source =
        new OpSource.Deferred(
            "InstanceNormalization",
            List.of(),
            (inputs, none) -> GroupNorm.instance(channels(inputs.get(1).shape()), epsilon));
    context.node(node, source, node.presentInputs(), List.of(node.output()));
  }

  private static int channels(Shape scale) {
    if (scale.rank() != 1) {
      throw new OperatorException("GroupNorm", "scale is " + scale + "; expected rank 1");
    }
    return scale.dim(0);
  }

  static void group(OnnxNode node, GraphContext context) {
    node.expectInputs(3, 3);
    node.expectOutputs(1);
    requireFloatStatistics(node);
    if (!node.has("num_groups")) {
      throw new UnsupportedNodeException("num_groups", "is missing; expected a number");
    }
    int groups = node.count("num_groups", 0);
    float epsilon = node.number("epsilon", EPSILON);
    String scale = node.input(1);
    String bias = node.input(2);
    if (context.opset() < 21) {
      int channels = channelsOf(context, node.input(0));
      scale = perChannel(context, "scale", scale, groups, channels);
      bias = perChannel(context, "bias", bias, groups, channels);
    }
    OpSource source =
        new OpSource.Deferred(
            "GroupNormalization",
            List.of(),
            (inputs, none) -> new GroupNorm(channels(inputs.get(1).shape()), groups, epsilon));
    context.node(node, source, List.of(node.input(0), scale, bias), List.of(node.output()));
  }

  private static int channelsOf(GraphContext context, String src) {
    Shape shape = context.shape(src);
    if (shape == null || shape.rank() < 2) {
      throw new UnsupportedNodeException(
          "scale and bias of opset 18 belong to groups of unknown size; expected channels that the"
              + " file tells, or opset 21");
    }
    return shape.dim(1);
  }

  /** Repeats what belongs to a group for each of its channels. */
  private static String perChannel(
      GraphContext context, String port, String value, int groups, int channels) {
    Tensor constant = context.constant(value);
    if (constant == null || !constant.shape().equals(Shape.of(groups))) {
      throw new UnsupportedNodeException(
          port
              + " ("
              + value
              + ") is "
              + describe(constant)
              + "; expected a constant ["
              + groups
              + "], one value a group; export with opset 21");
    }
    return context.derived(
        value, constant, "per-channel-" + channels, tensor -> repeated(tensor, channels));
  }

  private static String describe(@Nullable Tensor constant) {
    return constant == null ? "no constant" : constant.desc().toString();
  }

  private static Tensor repeated(Tensor groups, int channels) {
    float[] values = groups.toFloats();
    float[] repeated = new float[channels];
    for (int c = 0; c < channels; c++) {
      repeated[c] = values[(int) ((long) c * values.length / channels)];
    }
    return Tensor.of(Shape.of(channels), repeated);
  }

  static void layer(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 3);
    node.expectOutputs(3);
    requireFloatStatistics(node);
    int axis = node.count("axis", -1);
    float epsilon = node.number("epsilon", EPSILON);
    boolean bias = node.hasInput(2);
    boolean statistics = isRead(node, context, 1) || isRead(node, context, 2);
    OpSource source =
        new OpSource.Deferred(
            "LayerNormalization",
            List.of(),
            (inputs, none) ->
                new LayerNorm(normalised(axis, inputs.get(0).shape()), epsilon, bias, statistics));
    List<String> outputs = new ArrayList<>();
    outputs.add(node.output());
    if (statistics) {
      outputs.add(named(node, context, 1));
      outputs.add(named(node, context, 2));
    }
    context.node(node, source, node.presentInputs(), outputs);
  }

  private static boolean isRead(OnnxNode node, GraphContext context, int output) {
    return !node.output(output).isEmpty() && context.isRead(node.output(output));
  }

  private static String named(OnnxNode node, GraphContext context, int output) {
    return node.output(output).isEmpty()
        ? context.fresh(node.name() + "/statistic-" + output)
        : node.output(output);
  }

  /** Statistics are taken in double; what the file asks for in their place is at most a hint. */
  private static void requireFloatStatistics(OnnxNode node) {
    long type = node.integer("stash_type", 1);
    if (type != 1) {
      throw new UnsupportedNodeException("stash_type", "is " + type + "; expected 1 (float)");
    }
  }

  private static Shape normalised(int axis, Shape src) {
    int rank = src.rank();
    if (axis < -rank || axis >= rank) {
      throw new OperatorException(
          "LayerNorm",
          "axis is " + axis + "; expected " + -rank + " to " + (rank - 1) + " for " + src);
    }
    return Shape.of(Arrays.copyOfRange(src.dims(), axis < 0 ? axis + rank : axis, rank));
  }

  static void localResponse(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    if (!node.has("size")) {
      throw new UnsupportedNodeException("size", "is missing; expected a number of channels");
    }
    LocalResponseNorm op =
        new LocalResponseNorm(
            node.count("size", 0),
            node.number("alpha", 1e-4f),
            node.number("beta", 0.75f),
            node.number("bias", 1));
    context.node(node, op, List.of(node.input(0)), List.of(node.output()));
  }
}

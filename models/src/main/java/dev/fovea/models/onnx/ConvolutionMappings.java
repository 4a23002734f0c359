package dev.fovea.models.onnx;

import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** ONNX Conv-22 (as -11 and -1) and ConvTranspose-22 (as -11 and -1), 1-D and 2-D. */
final class ConvolutionMappings {
  private ConvolutionMappings() {}

  static void conv(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 3);
    Shape weights = context.shape(node.input(1));
    OnnxWindow window = OnnxWindow.read(node, kernel(weights));
    int groups = node.count("group", 1);
    boolean bias = node.hasInput(2);
    add(
        node,
        context,
        window,
        "Conv2d",
        shape -> conv(shape, window.window(), groups).bias(bias),
        weights);
  }

  private static Conv2d conv(Shape weights, Window2d window, int groups) {
    int in = Math.multiplyExact(weights.dim(1), groups);
    return Conv2d.of(in, weights.dim(0), window).groups(groups);
  }

  static void convTranspose(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 3);
    Shape weights = context.shape(node.input(1));
    OnnxWindow window = OnnxWindow.read(node, kernel(weights));
    int axes = window.oneDimensional() ? 1 : 2;
    Size2d outputPadding = OnnxWindow.size(OnnxWindow.perAxis(node, "output_padding", axes, 0), 0);
    Size2d outputSize =
        node.has("output_shape")
            ? OnnxWindow.size(OnnxWindow.perAxis(node, "output_shape", axes, 0))
            : null;
    int groups = node.count("group", 1);
    boolean bias = node.hasInput(2);
    add(
        node,
        context,
        window,
        "ConvTranspose2d",
        shape -> {
          int out = Math.multiplyExact(shape.dim(1), groups);
          ConvTranspose2d op =
              ConvTranspose2d.of(shape.dim(0), out, window.window())
                  .outputPadding(outputPadding)
                  .groups(groups)
                  .bias(bias);
          return outputSize == null ? op : op.outputSize(outputSize);
        },
        weights);
  }

  /** Returns the spatial extents of weights, or null if they are not known. */
  static int @Nullable [] kernel(@Nullable Shape weights) {
    if (weights == null) {
      return null;
    }
    if (weights.rank() < 3) {
      throw new UnsupportedNodeException("weights are " + weights + "; expected rank 3 or 4");
    }
    return Arrays.copyOfRange(weights.dims(), 2, weights.rank());
  }

  /** Adds the node; where the weights' shape is not known yet, the operator follows from it. */
  private static void add(
      OnnxNode node,
      GraphContext context,
      OnnxWindow window,
      String type,
      Function<Shape, Op> op,
      @Nullable Shape weightsShape) {
    node.expectOutputs(1);
    OpSource source =
        weightsShape != null
            ? new OpSource.Fixed(op.apply(weightsShape))
            : new OpSource.Deferred(
                type, List.of(), (inputs, none) -> op.apply(rankFour(inputs.get(1).shape())));
    List<String> inputs = new ArrayList<>(node.presentInputs());
    List<String> outputs = List.of(node.output());
    if (window.oneDimensional()) {
      inputs.set(1, OneDimensional.toRow(node, context, inputs.get(1), "weights-to-row"));
      OneDimensional.node(node, context, source, inputs, outputs);
    } else {
      context.node(node, source, inputs, outputs);
    }
  }

  private static Shape rankFour(Shape weights) {
    if (weights.rank() != 4) {
      throw new OperatorException("Conv2d", "weights are " + weights + "; expected rank 4");
    }
    return weights;
  }
}

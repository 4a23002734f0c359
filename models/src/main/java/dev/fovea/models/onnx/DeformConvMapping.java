package dev.fovea.models.onnx;

import dev.fovea.op.DeformConv2d;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import java.util.List;

/** ONNX DeformConv-22 (as -19), 2-D. */
final class DeformConvMapping {
  private DeformConvMapping() {}

  static void deformConv(OnnxNode node, GraphContext context) {
    node.expectInputs(3, 5);
    node.expectOutputs(1);
    Shape known = context.shape(node.input(1));
    OnnxWindow window = OnnxWindow.read(node, ConvolutionMappings.kernel(known));
    if (window.oneDimensional()) {
      throw new UnsupportedNodeException("is 1-D; expected 2-D");
    }
    int groups = node.count("group", 1);
    int offsetGroups = node.count("offset_group", 1);
    boolean bias = node.hasInput(3);
    boolean mask = node.hasInput(4);
    OpSource source =
        new OpSource.Deferred(
            "DeformConv2d",
            List.of(),
            (inputs, none) -> {
              Shape weights = inputs.get(1).shape();
              if (weights.rank() != 4) {
                throw new OperatorException(
                    "DeformConv2d", "weights are " + weights + "; expected rank 4");
              }
              int in = Math.multiplyExact(weights.dim(1), groups);
              return DeformConv2d.of(in, weights.dim(0), window.window())
                  .groups(groups, offsetGroups)
                  .bias(bias)
                  .mask(mask);
            });
    context.node(node, source, node.presentInputs(), List.of(node.output()));
  }
}

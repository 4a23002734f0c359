package dev.fovea.models.onnx;

import dev.fovea.op.OperatorException;
import dev.fovea.op.Reshape;
import dev.fovea.runtime.graph.OpSource;
import java.util.ArrayList;
import java.util.List;

/** Runs 1-D nodes as 2-D ones over a single row: [N, C, L] as [N, C, 1, L]. */
final class OneDimensional {
  private static final Reshape TO_ROW = Reshape.to(0, 0, 1, -1);
  private static final OpSource FROM_ROW = new OpSource.Fixed(Reshape.to(0, 0, -1));

  private OneDimensional() {}

  /** Returns the value of rank 3 as one of rank 4; any other rank is refused once it is known. */
  static String toRow(OnnxNode node, GraphContext context, String value, String how) {
    return context.reshaped(
        node,
        value,
        how,
        shape -> {
          if (shape.rank() != 3) {
            throw new OperatorException(
                "Reshape",
                "value " + value + " is " + shape + "; expected rank 3, as the window is 1-D");
          }
          return TO_ROW;
        });
  }

  /** Adds a 2-D node between reshapes of its first input and of all its outputs. */
  static void node(
      OnnxNode node,
      GraphContext context,
      OpSource source,
      List<String> inputs,
      List<String> outputs) {
    List<String> rows = new ArrayList<>(inputs);
    rows.set(0, toRow(node, context, inputs.get(0), "to-row"));
    List<String> made = outputs.stream().map(output -> context.fresh(output + "/row")).toList();
    context.node(node, source, rows, made);
    for (int i = 0; i < made.size(); i++) {
      context.reshape(node, "from-row", FROM_ROW, made.get(i), outputs.get(i));
    }
  }
}

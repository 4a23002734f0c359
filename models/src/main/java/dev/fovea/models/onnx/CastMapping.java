package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.Cast;
import dev.fovea.op.Cast.Target;
import dev.fovea.runtime.graph.OpSource;
import java.util.List;

/** ONNX Cast-19. */
final class CastMapping {
  private CastMapping() {}

  static void cast(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    // It concerns the 8-bit floats, which are refused.
    node.ignore("saturate");
    Target to = target(node.count("to", 0));
    OpSource source =
        new OpSource.Deferred(
            "Cast",
            List.of(),
            (inputs, none) ->
                keeps(to) && inputs.get(0).dtype() == to.dtype()
                    ? GraphContext.same(inputs.get(0).shape())
                    : new Cast(to));
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  private static Target target(int type) {
    DataType known = DataType.forNumber(type);
    return switch (known == null ? DataType.UNDEFINED : known) {
      case FLOAT -> Target.FLOAT32;
      case FLOAT16 -> Target.FLOAT16;
      case INT64 -> Target.INT64;
      case INT32 -> Target.INT32;
      case BOOL -> Target.BOOL;
      default ->
          throw new UnsupportedNodeException(
              "to",
              "is "
                  + OnnxTensors.typeName(type)
                  + "; expected float, float16, int64, int32 or bool");
    };
  }

  /** Tells whether numbers of the element type all remain; of another type they are converted. */
  private static boolean keeps(Target to) {
    return to == Target.FLOAT32 || to == Target.INT64;
  }
}

package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.Cast;
import dev.fovea.op.Cast.Target;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.List;

/** ONNX Cast-19 and CastLike-19. */
final class CastMapping {
  private CastMapping() {}

  static void cast(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    cast(node, context, target(node.count("to", 0), "to"));
  }

  /** The type of the second input is that which the file declares. */
  static void castLike(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    int type = context.type(node.input(1));
    if (type == 0) {
      throw new UnsupportedNodeException(
          "input 1 ("
              + node.input(1)
              + ") is of a type that the file does not declare; expected"
              + " one; infer the model's shapes");
    }
    cast(node, context, target(type, "input 1"));
  }

  private static void cast(OnnxNode node, GraphContext context, Target to) {
    // It concerns the 8-bit floats, which are refused.
    node.ignore("saturate");
    Tensor constant = context.constant(node.input(0));
    if (constant != null && to == Target.FLOAT32 && constant.desc().dtype() != DType.INT64) {
      // Whoever reads float16 weights widens them.
      context.constant(node.output(), constant.view(constant.desc(), 0));
      return;
    }
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

  private static Target target(int type, String source) {
    DataType known = DataType.forNumber(type);
    return switch (known == null ? DataType.UNDEFINED : known) {
      case FLOAT -> Target.FLOAT32;
      case FLOAT16 -> Target.FLOAT16;
      case INT64 -> Target.INT64;
      case INT32 -> Target.INT32;
      case BOOL -> Target.BOOL;
      default ->
          throw new UnsupportedNodeException(
              source,
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

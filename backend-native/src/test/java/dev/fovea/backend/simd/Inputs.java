package dev.fovea.backend.simd;

import dev.fovea.op.Add;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** The shapes of an operator's inputs, from that of its first. */
final class Inputs {
  private Inputs() {}

  static List<Shape> shapes(Op op, Shape src) {
    List<Shape> shapes = new ArrayList<>(List.of(src));
    Op plain = op;
    if (op instanceof Conv2d conv) {
      shapes.add(conv.weightsShape());
      plain = conv.epilogue(Epilogue.NONE);
    } else if (op instanceof ConvTranspose2d conv) {
      shapes.add(conv.weightsShape());
      plain = conv.epilogue(Epilogue.NONE);
    } else if (op instanceof Add) {
      shapes.add(src);
    } else if (op instanceof Dense dense) {
      shapes.add(dense.weightsShape());
      plain = dense.epilogue(Epilogue.NONE);
    }
    for (Port port : op.inputs()) {
      if (port.name().equals("bias")) {
        int channels = op instanceof ConvTranspose2d t ? t.outChannels() : shapes.get(1).dim(0);
        shapes.add(Shape.of(channels));
      } else if (port.name().equals("residual")) {
        shapes.add(plain.infer(shapes.stream().map(TensorDesc::of).toList()).get(0).shape());
      }
    }
    return shapes;
  }
}

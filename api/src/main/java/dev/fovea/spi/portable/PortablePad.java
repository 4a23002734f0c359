package dev.fovea.spi.portable;

import dev.fovea.op.Pad;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link Pad}: one image of dst per task, filled first, then overwritten row by row. */
public final class PortablePad implements KernelBody {
  private final Pad op;

  private final Workers.Task<Call> task = this::image;

  private PortablePad(Pad op) {
    this.op = op;
  }

  /** Plans the operator. */
  public static Plan plan(Pad op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("portable:pad", ErrorModel.exact(), operands -> new PortablePad(op));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, task);
  }

  private void image(Call call, int image, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer to = dst.sharedFloats();
    int dstBase = (int) (image * dst.desc().imageStride());
    int elements = (int) dst.desc().imageElements();
    for (int i = 0; i < elements; i++) {
      to.put(dstBase + i, op.value());
    }
    int rank = dst.shape().rank();
    int srcImage = rank == 0 ? 0 : image - op.begins().get(0);
    if (srcImage >= 0 && srcImage < src.desc().images()) {
      int srcBase = (int) (srcImage * src.desc().imageStride());
      rows(src.sharedFloats(), srcBase, src.shape(), to, dstBase, dst.shape());
    }
  }

  /** A row is the last axis, or the one element of an image without further axes. */
  private void rows(FloatBuffer from, int srcBase, Shape src, FloatBuffer to, int base, Shape dst) {
    int rank = src.rank();
    int row = rank < 2 ? 1 : src.dim(rank - 1);
    int rows = rank < 2 ? 1 : (int) src.elements(1, rank - 1);
    for (int r = 0; r < rows; r++) {
      int rest = r;
      int stride = rank < 2 ? 1 : dst.dim(rank - 1);
      int at = base + (rank < 2 ? 0 : op.begins().get(rank - 1));
      for (int axis = rank - 2; axis > 0; axis--) {
        at += (op.begins().get(axis) + rest % src.dim(axis)) * stride;
        rest /= src.dim(axis);
        stride *= dst.dim(axis);
      }
      to.put(at, from, srcBase + r * row, row);
    }
  }
}

package dev.fovea.backend.reference;

import dev.fovea.op.LocalResponseNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link LocalResponseNorm}: one image per task. */
final class LocalResponseNormReference implements KernelBody {
  private final LocalResponseNorm op;

  private LocalResponseNormReference(LocalResponseNorm op) {
    this.op = op;
  }

  static Plan plan(LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:local_response_norm:direct",
            new ErrorModel.Direct(op.products(), 1),
            operands -> new LocalResponseNormReference(op));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    Shape shape = src.shape();
    int channels = shape.dim(1);
    int positions = (int) shape.elements(2, shape.rank());
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < positions; p++) {
        double squares = 0;
        // Source: ONNX LRN-13, max(0, c - floor((size - 1) / 2)) to min(C - 1, c + ceil(...)).
        for (int k = c - (op.size() - 1) / 2; k <= c + op.size() / 2; k++) {
          if (k >= 0 && k < channels) {
            double x = src.floats().get(src.desc().position((n * channels + k) * positions + p));
            squares += x * x;
          }
        }
        int element = (n * channels + c) * positions + p;
        double x = src.floats().get(src.desc().position(element));
        double base = op.bias() + (double) op.alpha() / op.size() * squares;
        dst.floats().put(dst.desc().position(element), (float) (x / Math.pow(base, op.beta())));
      }
    }
  }
}

package dev.fovea.backend.reference;

import dev.fovea.op.BatchNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link BatchNorm}: one channel of one image per task. */
final class BatchNormReference implements KernelBody {
  private final BatchNorm op;
  private final Operands operands;

  private BatchNormReference(BatchNorm op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:batch_norm:direct",
            new ErrorModel.BatchNormalised(1),
            operands -> new BatchNormReference(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.channels(), call, this::channel);
  }

  private void channel(Call call, int task, int worker) {
    int c = task % op.channels();
    double scale = parameter(1, call, c);
    double bias = parameter(2, call, c);
    double mean = parameter(3, call, c);
    double variance = parameter(4, call, c);
    Tensor src = operands.get(0, call);
    Tensor dst = call.dsts().get(0);
    FloatBuffer srcs = src.floats();
    FloatBuffer out = dst.floats();
    Shape shape = dst.shape();
    int positions = (int) shape.elements(2, shape.rank());
    for (int i = task * positions; i < (task + 1) * positions; i++) {
      double x = srcs.get(src.desc().position(i));
      double y = (x - mean) / Math.sqrt(variance + op.epsilon()) * scale + bias;
      out.put(dst.desc().position(i), (float) y);
    }
  }

  private double parameter(int input, Call call, int c) {
    Tensor parameter = operands.get(input, call);
    return parameter.floats().get(parameter.desc().position(c));
  }
}

package dev.fovea.backend.reference;

import dev.fovea.op.Dense;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link Dense}: one output value per task. */
final class DenseReference implements KernelBody {
  private final Dense op;
  private final Operands operands;

  private DenseReference(Dense op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = ActivationReference.ulps(op.epilogue().activation());
    return Plan.of(op, inputs, options)
        .build(
            "reference:dense:direct",
            new ErrorModel.Direct(op.inFeatures(), ulps),
            operands -> new DenseReference(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.outFeatures(), call, this::feature);
  }

  private void feature(Call call, int task, int worker) {
    int n = task / op.outFeatures();
    int o = task % op.outFeatures();
    Tensor src = operands.get(0, call);
    Tensor weights = operands.get(1, call);
    Tensor dst = call.dsts().get(0);
    FloatBuffer srcs = src.floats();
    FloatBuffer weight = weights.floats();
    int srcBase = src.desc().position(n * op.inFeatures());
    int weightsBase = weights.desc().position(o * op.inFeatures());

    double sum = 0;
    if (op.bias()) {
      Tensor bias = operands.get(2, call);
      sum += bias.floats().get(bias.desc().position(o));
    }
    for (int i = 0; i < op.inFeatures(); i++) {
      sum += (double) weight.get(weightsBase + i) * srcs.get(srcBase + i);
    }
    if (op.epilogue().residual()) {
      Tensor residual = operands.get(op.inputs().size() - 1, call);
      sum += residual.floats().get(residual.desc().position(task));
    }
    double result = ActivationReference.apply(op.epilogue().activation(), sum);
    dst.floats().put(dst.desc().position(task), (float) result);
  }
}

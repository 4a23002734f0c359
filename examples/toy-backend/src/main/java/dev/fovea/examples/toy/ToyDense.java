package dev.fovea.examples.toy;

import dev.fovea.op.Dense;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link Dense}: one output value per task. */
final class ToyDense implements KernelBody {
  private final Dense op;
  private final Operands operands;
  private final ToyEpilogue epilogue;

  private ToyDense(Dense op, Operands operands) {
    this.op = op;
    this.operands = operands;
    this.epilogue = new ToyEpilogue(op.epilogue(), op.bias(), operands);
  }

  static Plan plan(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = PortableActivation.ulps(op.epilogue().activation());
    return Plan.of(op, inputs, options)
        .build(
            "toy:dense:direct",
            new ErrorModel.Direct(op.inFeatures(), ulps),
            operands -> new ToyDense(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.outFeatures(), call, this::feature);
  }

  private void feature(Call call, int task, int worker) {
    int n = task / op.outFeatures();
    int o = task % op.outFeatures();
    FloatBuffer x = values(operands.get(0, call), n);
    FloatBuffer w = values(operands.get(1, call), o);
    float sum = 0;
    for (int i = 0; i < op.inFeatures(); i++) {
      sum += w.get(i) * x.get(i);
    }
    epilogue.write(call, o, task, sum);
  }

  /** Returns one image of src, or one row of the weights. */
  private FloatBuffer values(Tensor tensor, int image) {
    int first = (int) (image * tensor.desc().imageStride());
    return tensor.floats().slice(first, op.inFeatures());
  }
}

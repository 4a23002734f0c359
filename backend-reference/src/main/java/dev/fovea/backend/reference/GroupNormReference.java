package dev.fovea.backend.reference;

import dev.fovea.op.GroupNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link GroupNorm}: one group of one image per task; its elements follow each other. */
final class GroupNormReference implements KernelBody {
  private final GroupNorm op;
  private final Operands operands;

  private GroupNormReference(GroupNorm op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int terms = (int) op.terms(inputs.get(0).shape());
    return plan.build(
        "reference:group_norm:direct",
        new ErrorModel.Standardised(terms),
        operands -> new GroupNormReference(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.groups(), call, this::group);
  }

  private void group(Call call, int group, int worker) {
    Tensor src = operands.get(0, call);
    Tensor dst = call.dsts().get(0);
    Shape shape = src.shape();
    int positions = (int) shape.elements(2, shape.rank());
    int terms = (int) op.terms(shape);

    double sum = 0;
    for (int i = 0; i < terms; i++) {
      sum += src.floats().get(src.desc().position(group * terms + i));
    }
    double mean = sum / terms;
    double squares = 0;
    for (int i = 0; i < terms; i++) {
      double x = src.floats().get(src.desc().position(group * terms + i));
      squares += (x - mean) * (x - mean);
    }
    double variance = squares / terms;
    for (int i = 0; i < terms; i++) {
      int c = (group * terms + i) / positions % op.channels();
      double x = src.floats().get(src.desc().position(group * terms + i));
      double y = (x - mean) / Math.sqrt(variance + op.epsilon());
      double result = y * parameter(1, call, c) + parameter(2, call, c);
      dst.floats().put(dst.desc().position(group * terms + i), (float) result);
    }
  }

  private double parameter(int input, Call call, int c) {
    Tensor parameter = operands.get(input, call);
    return parameter.floats().get(parameter.desc().position(c));
  }
}

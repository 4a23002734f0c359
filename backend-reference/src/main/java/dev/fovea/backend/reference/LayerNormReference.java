package dev.fovea.backend.reference;

import dev.fovea.op.LayerNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link LayerNorm}: the values behind one mean per task; in row-major order they are a run. */
final class LayerNormReference implements KernelBody {
  private final LayerNorm op;
  private final Operands operands;

  private LayerNormReference(LayerNorm op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:layer_norm:direct",
            new ErrorModel.Standardised((int) op.normalised().elements()),
            operands -> new LayerNormReference(op, operands));
  }

  @Override
  public void run(Call call) {
    Tensor dst = call.dsts().get(0);
    int kept = dst.shape().rank() - op.normalised().rank();
    call.workers().run((int) dst.shape().elements(0, kept), call, this::normalise);
  }

  private void normalise(Call call, int task, int worker) {
    int terms = (int) op.normalised().elements();
    int first = task * terms;
    double sum = 0;
    for (int i = 0; i < terms; i++) {
      sum += value(operands.get(0, call), first + i);
    }
    double mean = sum / terms;
    double squares = 0;
    for (int i = 0; i < terms; i++) {
      double difference = value(operands.get(0, call), first + i) - mean;
      squares += difference * difference;
    }
    double deviation = Math.sqrt(squares / terms + op.epsilon());
    for (int i = 0; i < terms; i++) {
      double x = value(operands.get(0, call), first + i);
      double result = (x - mean) / deviation * value(operands.get(1, call), i);
      if (op.bias()) {
        result += value(operands.get(2, call), i);
      }
      put(call.dsts().get(0), first + i, result);
    }
    if (op.statistics()) {
      put(call.dsts().get(1), task, mean);
      put(call.dsts().get(2), task, 1 / deviation);
    }
  }

  private static double value(Tensor tensor, int element) {
    return tensor.floats().get(tensor.desc().position(element));
  }

  private static void put(Tensor tensor, int element, double value) {
    tensor.floats().put(tensor.desc().position(element), (float) value);
  }
}

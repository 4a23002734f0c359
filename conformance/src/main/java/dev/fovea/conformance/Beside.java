package dev.fovea.conformance;

import dev.fovea.op.Activation;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MatMul;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Reduce;
import dev.fovea.op.Resize;
import dev.fovea.op.ResizeTaps;
import dev.fovea.op.Softmax;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;

/**
 * Plans what stands beside an output in its bound: run on absolute inputs, the sum of |products| +
 * |bias| + |residual|; run on the inputs themselves, |x - max| for softmax, the condition c of a
 * logarithm's sum, and T of what is standardised. A backend is the visitor that every record
 * accepts.
 */
final class Beside implements Backend {
  private final Backend reference;
  private double lipschitz = 1;

  Beside(Backend reference) {
    this.reference = reference;
  }

  /** Returns the Lipschitz constant of the activation behind the sum that was planned last. */
  double lipschitz() {
    return lipschitz;
  }

  @Override
  public String name() {
    return "beside";
  }

  private Epilogue withoutActivation(Epilogue epilogue) {
    lipschitz = epilogue.activation().lipschitz();
    return new Epilogue(Activation.identity(), epilogue.residual());
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.conv2d(op.epilogue(withoutActivation(op.epilogue())), inputs, options);
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.convTranspose2d(
        op.epilogue(withoutActivation(op.epilogue())), inputs, options);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.dense(op.epilogue(withoutActivation(op.epilogue())), inputs, options);
  }

  @Override
  public Plan gemm(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
    Gemm absolute =
        new Gemm(
            op.transposeA(),
            op.transposeB(),
            Math.abs(op.alpha()),
            Math.abs(op.beta()),
            op.addend());
    return reference.gemm(absolute, inputs, options);
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.averagePool2d(op, inputs, options);
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.globalAveragePool(op, inputs, options);
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.maxPool2d(op, inputs, options);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.globalMaxPool(op, inputs, options);
  }

  @Override
  public Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "beside:batch_norm",
            ErrorModel.exact(),
            operands -> call -> unfoldedTerms(op, operands, call));
  }

  private static void unfoldedTerms(BatchNorm op, Operands operands, Call call) {
    Tensor dst = call.dsts().get(0);
    float[] src = operands.get(0, call).toFloats();
    float[] scale = operands.get(1, call).toFloats();
    float[] bias = operands.get(2, call).toFloats();
    float[] mean = operands.get(3, call).toFloats();
    float[] variance = operands.get(4, call).toFloats();
    int positions = (int) dst.shape().elements(2, dst.shape().rank());
    for (int i = 0; i < src.length; i++) {
      int c = i / positions % op.channels();
      double s = Math.sqrt((double) variance[c] + op.epsilon());
      dst.floats().put(i, (float) ((src[i] + mean[c]) * scale[c] / s + bias[c]));
    }
  }

  @Override
  public Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("beside:softmax", ErrorModel.exact(), operands -> call -> distances(op, call));
  }

  private static void distances(Softmax op, Call call) {
    Tensor dst = call.dsts().get(0);
    float[] src = call.srcs().get(0).toFloats();
    int step = (int) dst.shape().elements(op.endAxis(), dst.shape().rank());
    int terms = (int) dst.shape().elements(op.axis(), op.endAxis());
    for (int i = 0; i < src.length; i++) {
      int first = i / (terms * step) * terms * step + i % step;
      float max = src[first];
      for (int k = 1; k < terms; k++) {
        max = Math.max(max, src[first + k * step]);
      }
      dst.floats().put(i, max - src[i]);
    }
  }

  @Override
  public Plan deformConv2d(DeformConv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.deformConv2d(op, inputs, options);
  }

  /** {@inheritDoc} Cubic weights may be negative; theirs is the sum of |weight| |src|. */
  @Override
  public Plan resize(Resize op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("beside:resize", ErrorModel.exact(), operands -> call -> magnitudes(op, call));
  }

  private static void magnitudes(Resize op, Call call) {
    Shape src = call.srcs().get(0).shape();
    float[] values = call.srcs().get(0).toFloats();
    Shape shape = src;
    for (int axis = 0; axis < src.rank(); axis++) {
      ResizeTaps taps = op.taps(src, axis);
      int inner = (int) src.elements(axis + 1, src.rank());
      shape = shape.with(axis, taps.outputs());
      float[] next = new float[(int) shape.elements()];
      for (int i = 0; i < next.length; i++) {
        int output = i / inner % taps.outputs();
        int first = i / inner / taps.outputs() * src.dim(axis) * inner + i % inner;
        double sum = 0;
        for (int tap = taps.first(output); tap < taps.end(output); tap++) {
          sum += Math.abs(taps.weight(tap)) * values[first + taps.index(tap) * inner];
        }
        next[i] = (float) sum;
      }
      values = next;
    }
    call.dsts().get(0).copyFrom(values);
  }

  @Override
  public Plan logSoftmax(LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("beside:log_softmax", ErrorModel.exact(), operands -> Beside::wellConditioned);
  }

  /** Exponentials are positive, so that nothing cancels in their sum. */
  private static void wellConditioned(Call call) {
    Tensor dst = call.dsts().get(0);
    float[] condition = new float[(int) dst.shape().elements()];
    Arrays.fill(condition, 1);
    dst.copyFrom(condition);
  }

  @Override
  public Plan groupNorm(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "beside:group_norm",
            ErrorModel.exact(),
            operands -> call -> BesideStatistics.groupNorm(op, operands, call));
  }

  @Override
  public Plan layerNorm(LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "beside:layer_norm",
            ErrorModel.exact(),
            operands -> call -> BesideStatistics.layerNorm(op, operands, call));
  }

  @Override
  public Plan localResponseNorm(
      LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.localResponseNorm(op, inputs, options);
  }

  @Override
  public Plan matMul(MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.matMul(op, inputs, options);
  }

  @Override
  public Plan lpPool2d(LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.lpPool2d(op, inputs, options);
  }

  @Override
  public Plan globalLpPool(GlobalLpPool op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.globalLpPool(op, inputs, options);
  }

  @Override
  public Plan reduce(Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    return switch (op.kind()) {
      case LOG_SUM_EXP ->
          Plan.of(op, inputs, options)
              .build("beside:reduce", ErrorModel.exact(), operands -> Beside::wellConditioned);
      case LOG_SUM ->
          Plan.of(op, inputs, options)
              .build("beside:reduce", ErrorModel.exact(), operands -> call -> condition(op, call));
      default -> reference.reduce(op, inputs, options);
    };
  }

  private void condition(Reduce op, Call call) {
    Tensor dst = call.dsts().get(0);
    Values src = Values.of(call.srcs().get(0).shape(), call.srcs().get(0).toFloats());
    Subject subject = new Subject(reference);
    float[] sums = subject.floats(op.kind(Reduce.Kind.SUM), src);
    float[] condition = subject.floats(op.kind(Reduce.Kind.L1), src);
    for (int i = 0; i < condition.length; i++) {
      condition[i] /= Math.abs(sums[i]);
    }
    dst.copyFrom(condition);
  }

  @Override
  public void close() {}
}

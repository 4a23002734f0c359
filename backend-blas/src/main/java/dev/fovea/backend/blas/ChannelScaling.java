package dev.fovea.backend.blas;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.PRelu;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.spi.portable.PortablePRelu;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Operators that treat every value of a channel alike: batch normalisation and PReLU. */
final class ChannelScaling implements KernelBody {
  /** Floats that are taken to the heap at a time. */
  private static final int CHUNK = 4096;

  /** What happens to the values of one channel. */
  private interface Function {
    void apply(Workspace workspace, Call call, int channel, float[] values, int count);
  }

  private final int positions;
  private final Portions tasks;
  private final Function function;
  private final Engine engine;
  private final Workers.Task<Call> task = this::run;

  private ChannelScaling(Shape shape, Function function, Engine engine) {
    this.function = function;
    this.engine = engine;
    this.positions = (int) shape.elements(2, shape.rank());
    this.tasks = new Portions(shape.dim(0), shape.dim(1), positions);
  }

  /** Plans x factor + offset, both computed in double per channel. */
  static Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape shape = inputs.get(0).shape();
    return plan.build(
        "blas:batch_norm:channels",
        new ErrorModel.BatchNormalised(1),
        operands ->
            new ChannelScaling(
                shape,
                (workspace, call, channel, values, count) ->
                    normalise(op, operands, workspace, call, channel, values, count),
                engine));
  }

  private static void normalise(
      BatchNorm op,
      Operands operands,
      Workspace workspace,
      Call call,
      int channel,
      float[] values,
      int count) {
    double scale = parameter(operands, 1, workspace, call, channel);
    double bias = parameter(operands, 2, workspace, call, channel);
    double mean = parameter(operands, 3, workspace, call, channel);
    double variance = parameter(operands, 4, workspace, call, channel);
    double factor = scale / Math.sqrt(variance + op.epsilon());
    Loops.scale(values, (float) factor, (float) (bias - mean * factor), count);
  }

  /** Plans PReLU; slopes that vary inside a channel, or at run time, go to the portable kernel. */
  static Plan prelu(PRelu op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape shape = inputs.get(0).shape();
    boolean constant = options.variableParameters().isEmpty();
    if (!constant || shape.rank() < 2 || !isPerChannel(op.slope(), shape)) {
      return PortablePRelu.plan(op, inputs, options);
    }
    boolean shared = op.slope().elements() == 1;
    return plan.build(
        "blas:prelu:channels",
        ErrorModel.exact(),
        operands ->
            new ChannelScaling(
                shape,
                (workspace, call, channel, values, count) ->
                    Loops.leaky(
                        values,
                        0f,
                        parameter(operands, 1, workspace, call, shared ? 0 : channel),
                        0,
                        count),
                engine));
  }

  private static boolean isPerChannel(Shape slope, Shape shape) {
    int channelAxis = slope.rank() - shape.rank() + 1;
    return slope.elements() == 1
        || (channelAxis >= 0
            && slope.elements() == shape.dim(1)
            && slope.dim(channelAxis) == shape.dim(1));
  }

  private static float parameter(
      Operands operands, int input, Workspace workspace, Call call, int channel) {
    float[] one = workspace.array(Workspace.WEIGHTS, 1);
    workspace.load(operands.get(input, call), channel, one, 1);
    return one[0];
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    Workspace workspace = engine.workspace();
    long src = Addresses.image(call.srcs().get(0), tasks.image(index));
    long dst = Addresses.image(call.dsts().get(0), tasks.image(index));
    float[] values = workspace.array(Workspace.OUT, CHUNK);
    for (int c = tasks.first(index); c < tasks.end(index); c++) {
      for (int at = 0; at < positions; at += CHUNK) {
        int count = Math.min(CHUNK, positions - at);
        long element = (long) c * positions + at;
        workspace.memory.load(Floats.element(src, element), values, 0, count);
        function.apply(workspace, call, c, values, count);
        workspace.memory.store(values, 0, count, Floats.element(dst, element));
      }
    }
  }
}

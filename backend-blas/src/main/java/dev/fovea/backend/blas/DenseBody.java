package dev.fovea.backend.blas;

import dev.fovea.op.Activation;
import dev.fovea.op.Dense;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;

/** One block of output features of all images per task. */
final class DenseBody implements KernelBody {
  /** Weights that are worth handing to another thread. */
  private static final int TASK_WEIGHTS = 1 << 15;

  private static final int MOST_FEATURES = 1024;
  private static final int MOST_TASKS = 64;

  private final Dense op;
  private final int images;
  private final boolean vector;
  private final int blocks;
  private final Fused fused;
  private final Operands operands;
  private final Engine engine;
  private final Workers.Task<Call> task = this::run;

  DenseBody(Dense op, int images, boolean vector, Operands operands, Engine engine) {
    this.op = op;
    this.images = images;
    this.vector = vector;
    this.operands = operands;
    this.engine = engine;
    fused = Fused.of(op.bias(), op.epilogue());
    int worth = Shares.of(op.weightsShape().elements(), TASK_WEIGHTS, MOST_TASKS);
    int least = (op.outFeatures() + MOST_FEATURES - 1) / MOST_FEATURES;
    blocks = Math.min(op.outFeatures(), Shares.even(Math.max(least, worth)));
  }

  @Override
  public void run(Call call) {
    call.workers().run(images == 0 ? 0 : blocks, call, task);
  }

  private void run(Call call, int block, int worker) {
    Workspace workspace = engine.workspace();
    int first = border(block);
    int count = border(block + 1) - first;
    Tensor src = operands.get(0, call);
    Tensor weights = operands.get(1, call);
    Tensor dst = call.dsts().get(0);
    for (int n = 0; n < images; n++) {
      begin(workspace, call, n, first, count);
    }
    long stride = weights.desc().imageStride();
    workspace.a.at(src.address(), src.desc().imageStride());
    workspace.c.at(Floats.element(dst.address(), first), dst.desc().imageStride());
    long weight = Addresses.image(weights, first);
    if (vector) {
      workspace.b.at(weight, stride);
      engine.blas().multiplyVector(count, op.inFeatures(), workspace.b, workspace.a, workspace.c);
    } else {
      workspace.b.transposeAt(weight, stride);
      engine
          .blas()
          .multiply(images, count, op.inFeatures(), workspace.a, workspace.b, 1f, workspace.c);
    }
    if (!fused.activation().isIdentity()) {
      for (int n = 0; n < images; n++) {
        activate(workspace, fused.activation(), dst, n, first, count);
      }
    }
  }

  private int border(int block) {
    return (int) ((long) block * op.outFeatures() / blocks);
  }

  /** dst = bias + residual, to which the product is added. */
  private void begin(Workspace workspace, Call call, int n, int first, int count) {
    float[] start = fused.biases(workspace, operands, call, first, count);
    fused.addResidual(workspace, operands, call, n, first, start, 0, count);
    long dst = Addresses.image(call.dsts().get(0), n);
    workspace.memory.store(start, 0, count, Floats.element(dst, first));
  }

  private static void activate(
      Workspace workspace, Activation f, Tensor dst, int n, int first, int count) {
    long at = Floats.element(Addresses.image(dst, n), first);
    float[] values = workspace.array(Workspace.OUT, count);
    workspace.memory.load(at, values, 0, count);
    Loops.activate(workspace, f, values, 0, count);
    workspace.memory.store(values, 0, count, at);
  }
}

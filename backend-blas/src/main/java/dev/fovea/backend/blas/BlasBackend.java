package dev.fovea.backend.blas;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.PRelu;
import dev.fovea.op.Reshaping;
import dev.fovea.op.Softmax;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Matrix products by OpenBLAS, everything else as loops over heap arrays. */
final class BlasBackend implements Backend {
  static final List<Candidate<Conv2d>> CONV2D =
      List.of(
          new Conv2dDepthwise(),
          new Conv2dGemv(),
          new Conv2dPointwiseGemm(),
          new Conv2dIm2colGemm());

  private static final List<Candidate<ConvTranspose2d>> CONV_TRANSPOSE2D =
      List.of(new ConvTranspose2dGemm());
  private static final List<Candidate<Dense>> DENSE = List.of(DenseBlas.GEMV, DenseBlas.GEMM);
  private static final List<Candidate<MaxPool2d>> MAX_POOL2D =
      List.of(new MaxPool2dRows(), new MaxPool2dIndexed());

  private final Engine engine;
  private final List<Candidate<Conv2d>> conv2d;

  BlasBackend(Engine engine) {
    this(engine, CONV2D);
  }

  /** Creates a backend with other convolutions to choose from, for tests. */
  BlasBackend(Engine engine, List<Candidate<Conv2d>> conv2d) {
    this.engine = engine;
    this.conv2d = conv2d;
  }

  @Override
  public String name() {
    return BlasProvider.NAME;
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Candidate.plan(conv2d, op, inputs, options, engine);
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Candidate.plan(CONV_TRANSPOSE2D, op, inputs, options, engine);
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Candidate.plan(MAX_POOL2D, op, inputs, options, engine);
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return AveragePool2dRows.plan(op, inputs, options, engine);
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return GlobalPools.average(op, inputs, options, engine);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return GlobalPools.max(op, inputs, options, engine);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return Candidate.plan(DENSE, op, inputs, options, engine);
  }

  @Override
  public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    return ElementwiseOps.activation(op, inputs, options, engine);
  }

  @Override
  public Plan prelu(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    return ChannelScaling.prelu(op, inputs, options, engine);
  }

  @Override
  public Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    return SoftmaxRuns.plan(op, inputs, options, engine);
  }

  @Override
  public Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return ChannelScaling.batchNorm(op, inputs, options, engine);
  }

  @Override
  public Plan add(Add op, List<TensorDesc> inputs, PlanOptions options) {
    return ElementwiseOps.add(op, inputs, options, engine);
  }

  @Override
  public Plan reshape(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return ReshapeCopy.plan(op, inputs, options, engine);
  }

  @Override
  public void close() {}
}

package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Fully connected layer (also: inner product, linear), with a fused epilogue.
 *
 * <pre>
 * dst[n, o] = activation(bias[o] + residual[n, o] + sum over i of weights[o, i] * src[n, i])
 * </pre>
 *
 * <p>Shapes: src [N, ...] with inFeatures values behind axis 0, read in row-major order; weights
 * [outFeatures, inFeatures]; bias [outFeatures]; residual and dst [N, outFeatures]. Source: ONNX
 * Gemm-13 with transB = 1, alpha = beta = 1.
 *
 * @param inFeatures values per image
 * @param outFeatures results per image
 * @param bias whether there is a bias input
 * @param epilogue what is fused behind
 */
public record Dense(int inFeatures, int outFeatures, boolean bias, Epilogue epilogue)
    implements Linear {

  /** Creates the operator; throws OperatorException unless both counts are positive. */
  public Dense {
    require(
        inFeatures >= 1 && outFeatures >= 1,
        "Dense",
        "features are %d -> %d; expected at least 1",
        inFeatures,
        outFeatures);
  }

  /** Returns a dense layer with bias and nothing fused. */
  public static Dense of(int inFeatures, int outFeatures) {
    return new Dense(inFeatures, outFeatures, true, Epilogue.NONE);
  }

  @Override
  public Dense bias(boolean changed) {
    return new Dense(inFeatures, outFeatures, changed, epilogue);
  }

  @Override
  public Dense epilogue(Epilogue changed) {
    return new Dense(inFeatures, outFeatures, bias, changed);
  }

  /**
   * Returns the convolution that computes the same from a [N, channels, h, w] map; its weights are
   * this operator's, reshaped to [outFeatures, channels, h, w].
   *
   * @throws OperatorException unless channels * h * w is {@link #inFeatures()}
   */
  public Conv2d asConv2d(int channels, Size2d map) {
    long area = (long) map.h() * map.w();
    require(
        area <= inFeatures && channels * area == inFeatures,
        type(),
        "map is %dx%s; expected %d values",
        channels,
        map,
        inFeatures);
    return Conv2d.of(channels, outFeatures, Window2d.of(map)).bias(bias).epilogue(epilogue);
  }

  /** {@inheritDoc} It is [outFeatures, inFeatures]. */
  @Override
  public Shape weightsShape() {
    return Shape.of(outFeatures, inFeatures);
  }

  @Override
  public int outputs() {
    return outFeatures;
  }

  @Override
  public int outputOf(int weight) {
    return weight / inFeatures;
  }

  @Override
  public int products() {
    return inFeatures;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape src = inputs.get(0).shape();
    require(
        src.rank() >= 2 && src.elements(1, src.rank()) == inFeatures,
        type(),
        "input is %s; expected [N, ...] with %d values behind axis 0 (weight %s)",
        src,
        inFeatures,
        weightsShape());
    Checks.weights(this, inputs);
    return Checks.fused(this, inputs, Checks.dst(this, src.dim(0), outFeatures));
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return Checks.multiplyAdds(this, infer(inputs).get(0).shape().elements(), inFeatures);
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    return src.rank() == 4
        ? ReceptiveField.Step.whole(new Size2d(src.dim(2), src.dim(3)))
        : ReceptiveField.Step.POINTWISE;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.dense(this, inputs, options);
  }
}

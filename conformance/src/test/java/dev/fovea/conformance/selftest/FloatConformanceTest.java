package dev.fovea.conformance.selftest;

import dev.fovea.conformance.BackendConformance;
import dev.fovea.op.Activation;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Dense;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.Softmax;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * The bounds leave room for what a fast backend does: float sums in lanes, reciprocals, folding.
 */
class FloatConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return new FloatBackend();
  }

  private static final class FloatBackend extends CoreOfReference {
    @Override
    public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
      int ulps = PortableActivation.ulps(op.epilogue().activation());
      return Plan.of(op, inputs, options)
          .build(
              "reference:dense:float",
              new ErrorModel.Direct(op.inFeatures(), ulps),
              operands -> call -> dense(op, operands, call));
    }

    @Override
    public Plan gemm(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
      Plan.Builder plan = Plan.of(op, inputs, options);
      if (op.transposeA() || op.transposeB() || op.addend()) {
        return super.gemm(op, inputs, options);
      }
      int products = inputs.get(0).shape().dim(1);
      return plan.build(
          "reference:gemm:float",
          new ErrorModel.Direct(products, 0),
          operands -> call -> gemm(op, products, call));
    }

    @Override
    public Plan globalAveragePool(
        GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
      Plan.Builder plan = Plan.of(op, inputs, options);
      Shape shape = inputs.get(0).shape();
      int positions = (int) shape.elements(2, shape.rank());
      return plan.build(
          "reference:global_average_pool:float",
          new ErrorModel.Direct(positions, 0),
          operands -> call -> globalAverage(positions, call));
    }

    @Override
    public Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
      Plan.Builder plan = Plan.of(op, inputs, options);
      int terms = (int) inputs.get(0).shape().elements(op.axis(), op.endAxis());
      return plan.build(
          "reference:softmax:float",
          new ErrorModel.Normalised(terms, 1),
          operands -> call -> softmax(op, terms, call));
    }

    @Override
    public Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
      return Plan.of(op, inputs, options)
          .build(
              "reference:batch_norm:float",
              new ErrorModel.BatchNormalised(1),
              operands -> call -> batchNorm(op, operands, call));
    }

    @Override
    public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
      if (op.function() != Activation.Function.SIGMOID) {
        return super.activation(op, inputs, options);
      }
      return Plan.of(op, inputs, options)
          .build(
              "reference:activation:float",
              new ErrorModel.Elementwise(3),
              operands -> FloatBackend::sigmoid);
    }

    private static void dense(Dense op, Operands operands, Call call) {
      float[] src = operands.get(0, call).toFloats();
      float[] weights = operands.get(1, call).toFloats();
      float[] dst = new float[call.dsts().get(0).desc().images() * op.outFeatures()];
      float[] residual = new float[dst.length];
      if (op.epilogue().residual()) {
        residual = operands.get(op.inputs().size() - 1, call).toFloats();
      }
      for (int i = 0; i < dst.length; i++) {
        int n = i / op.outFeatures();
        int o = i % op.outFeatures();
        float sum =
            dot(src, n * op.inFeatures(), 1, weights, o * op.inFeatures(), 1, op.inFeatures());
        sum += op.bias() ? operands.get(2, call).floats().get(o) : 0;
        dst[i] = PortableActivation.apply(op.epilogue().activation(), sum + residual[i]);
      }
      call.dsts().get(0).copyFrom(dst);
    }

    /** Four lanes, added at the end. */
    private static float dot(
        float[] a, int aFrom, int aStep, float[] b, int bFrom, int bStep, int count) {
      float[] lanes = new float[4];
      for (int k = 0; k < count; k++) {
        lanes[k % 4] += a[aFrom + k * aStep] * b[bFrom + k * bStep];
      }
      return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    }

    private static void gemm(Gemm op, int products, Call call) {
      Tensor dst = call.dsts().get(0);
      float[] a = call.srcs().get(0).toFloats();
      float[] b = call.srcs().get(1).toFloats();
      int columns = dst.shape().dim(1);
      float[] result = new float[(int) dst.shape().elements()];
      for (int i = 0; i < result.length; i++) {
        int row = i / columns * products;
        result[i] = op.alpha() * dot(a, row, 1, b, i % columns, columns, products);
      }
      dst.copyFrom(result);
    }

    private static void globalAverage(int positions, Call call) {
      float[] src = call.srcs().get(0).toFloats();
      float[] dst = new float[src.length / positions];
      float[] reciprocal = {1f / positions};
      for (int i = 0; i < dst.length; i++) {
        dst[i] = dot(src, i * positions, 1, reciprocal, 0, 0, positions);
      }
      call.dsts().get(0).copyFrom(dst);
    }

    private static void softmax(Softmax op, int terms, Call call) {
      Shape shape = call.srcs().get(0).shape();
      float[] src = call.srcs().get(0).toFloats();
      float[] dst = new float[src.length];
      int step = (int) shape.elements(op.endAxis(), shape.rank());
      for (int i = 0; i < src.length; i++) {
        int first = i / (terms * step) * terms * step + i % step;
        float max = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < terms; k++) {
          max = Math.max(max, src[first + k * step]);
        }
        float sum = 0;
        for (int k = 0; k < terms; k++) {
          sum += (float) Math.exp(src[first + k * step] - max);
        }
        dst[i] = (float) Math.exp(src[i] - max) / sum;
      }
      call.dsts().get(0).copyFrom(dst);
    }

    /** Folded to one factor and one addend per channel, in float throughout. */
    private static void batchNorm(BatchNorm op, Operands operands, Call call) {
      Tensor dst = call.dsts().get(0);
      float[] values = operands.get(0, call).toFloats();
      int positions = (int) dst.shape().elements(2, dst.shape().rank());
      for (int i = 0; i < values.length; i++) {
        int c = i / positions % op.channels();
        float variance = operands.get(4, call).floats().get(c) + op.epsilon();
        float factor = operands.get(1, call).floats().get(c) / (float) Math.sqrt(variance);
        float mean = operands.get(3, call).floats().get(c);
        float addend = operands.get(2, call).floats().get(c) - mean * factor;
        values[i] = values[i] * factor + addend;
      }
      dst.copyFrom(values);
    }

    /** By exp(-|x|), which cannot overflow: results near zero stay subnormal and are not lost. */
    private static void sigmoid(Call call) {
      float[] values = call.srcs().get(0).toFloats();
      for (int i = 0; i < values.length; i++) {
        float e = (float) Math.exp(-Math.abs(values[i]));
        values[i] = (values[i] < 0 ? e : 1) / (1 + e);
      }
      call.dsts().get(0).copyFrom(values);
    }
  }
}

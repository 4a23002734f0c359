package dev.fovea.models.net;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.MatMul;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Average pooling to a given size: output o of O along an axis of I inputs is the mean of inputs
 * floor(o I / O) up to ceil((o + 1) I / O), the last one excluded.
 *
 * <p>Where I is O, nothing is added; where O divides I, a plain pooling. Else the windows have
 * unequal sizes, and the means are two products with constant matrices: rows, then columns. Source:
 * PyTorch AdaptiveAvgPool2d.
 */
final class AdaptivePooling {
  private AdaptivePooling() {}

  static Flow add(Flow map, Size2d wanted) {
    Size2d size = map.size();
    if (size.equals(wanted)) {
      return map;
    }
    if (size.h() % wanted.h() == 0 && size.w() % wanted.w() == 0) {
      Size2d window = new Size2d(size.h() / wanted.h(), size.w() / wanted.w());
      return map.apply("avgpool", AveragePool2d.of(Window2d.of(window).strides(window)));
    }
    Flow rows = means(map, "pool-rows", size.h(), wanted.h(), false);
    Flow columns = means(map, "pool-columns", size.w(), wanted.w(), true);
    MatMul product = new MatMul(false);
    return map.join("avgpool-rows", product, List.of(rows, map))
        .apply("avgpool-columns", product, columns);
  }

  private static Flow means(Flow map, String called, int inputs, int outputs, boolean transposed) {
    Shape shape = transposed ? Shape.of(inputs, outputs) : Shape.of(outputs, inputs);
    int outputStep = transposed ? 1 : inputs;
    int inputStep = transposed ? outputs : 1;
    return map.constant(
        called,
        TensorDesc.of(shape),
        () -> {
          float[] values = new float[inputs * outputs];
          for (int o = 0; o < outputs; o++) {
            int first = (int) ((long) o * inputs / outputs);
            int end = (int) (((o + 1L) * inputs + outputs - 1) / outputs);
            for (int i = first; i < end; i++) {
              values[o * outputStep + i * inputStep] = 1f / (end - first);
            }
          }
          return Tensor.of(shape, values);
        });
  }
}

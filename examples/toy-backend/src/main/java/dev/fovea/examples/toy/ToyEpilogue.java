package dev.fovea.examples.toy;

import dev.fovea.op.Epilogue;
import dev.fovea.spi.Call;
import dev.fovea.spi.Operands;
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Tensor;

/** What conv, transposed conv and dense end with: dst = activation(sum + bias + residual). */
record ToyEpilogue(Epilogue epilogue, boolean bias, Operands operands) {

  /**
   * Writes element {@code i} of dst, counted in row-major order.
   *
   * @param channel the output channel it belongs to
   */
  void write(Call call, int channel, int i, float sum) {
    float value = sum;
    if (bias) {
      value += get(operands.get(2, call), channel);
    }
    if (epilogue.residual()) {
      value += get(operands.get(bias ? 3 : 2, call), i);
    }
    Tensor dst = call.dsts().get(0);
    float result = PortableActivation.apply(epilogue.activation(), value);
    dst.floats().put(dst.desc().position(i), result);
  }

  private static float get(Tensor tensor, int i) {
    return tensor.floats().get(tensor.desc().position(i));
  }
}

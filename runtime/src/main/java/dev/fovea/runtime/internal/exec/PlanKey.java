package dev.fovea.runtime.internal.exec;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan depends on: equal keys, equal plans.
 *
 * @param inputs the descriptors of the inputs, in the graph's order
 * @param decidingValues the elements of the inputs that decide an operator, bit for bit
 */
public record PlanKey(List<TensorDesc> inputs, List<LongBuffer> decidingValues) {
  /** Creates a key. */
  public PlanKey {
    inputs = List.copyOf(inputs);
    decidingValues = List.copyOf(decidingValues);
  }

  /** Returns the key of a run. */
  public static PlanKey of(List<TensorDesc> inputs, Iterable<Tensor> decidingInputs) {
    List<LongBuffer> values = new ArrayList<>();
    decidingInputs.forEach(tensor -> values.add(bits(tensor)));
    return new PlanKey(inputs, values);
  }

  private static LongBuffer bits(Tensor tensor) {
    return switch (tensor.desc().dtype()) {
      case INT64 -> LongBuffer.wrap(tensor.toLongs());
      case FLOAT16 -> throw DType.FLOAT16.onlyStored();
      case FLOAT32 -> {
        float[] floats = tensor.toFloats();
        LongBuffer bits = LongBuffer.allocate(floats.length);
        for (int i = 0; i < floats.length; i++) {
          bits.put(i, Float.floatToRawIntBits(floats[i]));
        }
        yield bits;
      }
    };
  }
}

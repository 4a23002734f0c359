package dev.fovea.cli;

import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Made-up inputs, the same in every run: floats between 0 and 1, integers 0. */
final class BenchInputs {
  private static final long SEED = 7;

  private BenchInputs() {}

  /**
   * Returns the descriptors with another number of examples.
   *
   * @throws IllegalArgumentException if the network fixes the first extent of all inputs
   */
  static Map<String, TensorDesc> batched(Graph graph, Map<String, TensorDesc> descs, int batch) {
    Map<String, TensorDesc> batched = new LinkedHashMap<>(descs);
    boolean open = false;
    for (GraphInput input : graph.inputs()) {
      TensorDesc desc = Objects.requireNonNull(descs.get(input.name()));
      if (!input.dims().isEmpty() && input.dims().get(0) instanceof Dim.Symbolic) {
        int[] dims = desc.shape().dims();
        dims[0] = batch;
        batched.put(input.name(), TensorDesc.of(desc.dtype(), Shape.of(dims)));
        open = true;
      }
    }
    if (!open && !batched.values().stream().allMatch(desc -> isFirst(desc, batch))) {
      throw new IllegalArgumentException(
          "--batch: is "
              + batch
              + ", but the network fixes its inputs to "
              + descs
              + "; expected an open first extent; export the network with one");
    }
    return batched;
  }

  private static boolean isFirst(TensorDesc desc, int batch) {
    return desc.shape().rank() > 0 && desc.shape().dim(0) == batch;
  }

  /** Makes the tensors; the caller closes them. */
  static Map<String, Tensor> of(Map<String, TensorDesc> descs) {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      descs.forEach(
          (name, desc) -> {
            Tensor tensor = Tensor.allocate(desc);
            tensors.put(name, tensor);
            if (desc.dtype() == DType.FLOAT32) {
              FloatBuffer values = tensor.floats();
              for (int i = 0; i < values.limit(); i++) {
                values.put(i, (float) random.nextDouble());
              }
            }
          });
      return tensors;
    } catch (RuntimeException | Error e) {
      tensors.values().forEach(Tensor::close);
      throw e;
    }
  }
}

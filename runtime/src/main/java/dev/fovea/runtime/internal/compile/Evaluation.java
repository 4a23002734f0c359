package dev.fovea.runtime.internal.compile;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a node once, at compile time, on the backend that is compiled for. */
final class Evaluation {
  /** A larger value than this is made only of larger ones: it would stay for the plan's life. */
  private static final long MAX_GROWTH_BYTES = 16L << 20;

  private final Backend backend;
  private final DerivedConstants derived;

  Evaluation(Backend backend, DerivedConstants derived) {
    this.backend = backend;
    this.derived = derived;
  }

  /**
   * Returns what a node makes of constants, or null if it is not for compile time: it has more than
   * one output, grows beyond measure, or makes values that no parameter may have.
   */
  @Nullable Tensor evaluate(TypedNode node, List<Tensor> reads) {
    List<TensorDesc> descs = reads.stream().map(Tensor::desc).toList();
    List<TensorDesc> makes = node.op().infer(descs);
    long readBytes = descs.stream().mapToLong(TensorDesc::bytes).sum();
    if (makes.size() != 1 || makes.get(0).bytes() > Math.max(readBytes, MAX_GROWTH_BYTES)) {
      return null;
    }
    Tensor made = derived.get(node.op(), reads, () -> run(node, descs, reads));
    return isFinite(made) ? made : null;
  }

  private Tensor run(TypedNode node, List<TensorDesc> descs, List<Tensor> reads) {
    Plan plan = node.op().planOn(backend, descs, PlanOptions.named(node.name()));
    PlanKernels.requirePlain(node, plan);
    Map<String, Tensor> constants = new HashMap<>();
    List<Tensor> srcs = new ArrayList<>();
    for (int i = 0; i < reads.size(); i++) {
      if (plan.isConstant(i)) {
        constants.put(node.op().inputs().get(i).name(), reads.get(i));
      } else {
        srcs.add(reads.get(i));
      }
    }
    Workers workers = Workers.single();
    Tensor dst = Tensor.allocate(plan.dsts().get(0));
    try (Kernel kernel = plan.build(constants);
        Tensor scratch = allocateBytes(plan.scratchBytes(workers.count()))) {
      kernel.run(srcs, List.of(dst), scratch, workers);
      return dst;
    } catch (RuntimeException | Error e) {
      dst.close();
      throw e;
    }
  }

  private static Tensor allocateBytes(long bytes) {
    int floats = Math.toIntExact((bytes + Float.BYTES - 1) / Float.BYTES);
    return Tensor.allocate(TensorDesc.of(floats));
  }

  /** Tells whether all values are numbers, as parameters must be. */
  static boolean isFinite(Tensor tensor) {
    if (tensor.desc().dtype() != DType.FLOAT32) {
      return true;
    }
    FloatBuffer values = tensor.floats();
    for (int i = 0; i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }
}

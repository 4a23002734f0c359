package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Op;
import dev.fovea.op.ShapeQuery;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a node at compile time, on the backend that is compiled for. */
final class Evaluation {
  /** A larger value than this is made only of larger ones: it would stay for the plan's life. */
  private static final long MAX_GROWTH_BYTES = 16L << 20;

  private final Backend backend;
  private final DerivedConstants derived;

  Evaluation(Backend backend, DerivedConstants derived) {
    this.backend = backend;
    this.derived = derived;
  }

  /** One of an operator's outputs. */
  private record Output(Op op, int index) {}

  /** What an operator answers about a shape. */
  private record Answer(ShapeQuery op, Shape of) {}

  /** Returns what an operator answers about a shape; no kernel runs. */
  Tensor answer(ShapeQuery op, Shape of) {
    return derived.get(
        new Answer(op, of), List.of(), () -> Tensor.ofLongs(op.answerShape(of), op.answer(of)));
  }

  /**
   * Returns what a node makes of constants, or null if it is not for compile time: it grows beyond
   * measure, or makes values that no parameter may have.
   */
  @Nullable List<Tensor> evaluate(TypedNode node, List<Tensor> reads) {
    List<TensorDesc> descs = reads.stream().map(Tensor::desc).toList();
    List<TensorDesc> makes = node.op().infer(descs);
    long readBytes = descs.stream().mapToLong(TensorDesc::bytes).sum();
    long madeBytes = makes.stream().mapToLong(TensorDesc::bytes).sum();
    if (madeBytes > Math.max(readBytes, MAX_GROWTH_BYTES)) {
      return null;
    }
    List<Tensor> made = new ArrayList<>();
    try (OneRun run = new OneRun(() -> run(node, descs, reads))) {
      for (int i = 0; i < makes.size(); i++) {
        int index = i;
        made.add(derived.get(new Output(node.op(), i), reads, () -> run.take(index)));
      }
    }
    return made.stream().allMatch(Evaluation::isFinite) ? made : null;
  }

  private List<Tensor> run(TypedNode node, List<TensorDesc> descs, List<Tensor> reads) {
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
    List<Tensor> dsts = new ArrayList<>();
    try (Kernel kernel = plan.build(constants);
        Tensor scratch = allocateBytes(plan.scratchBytes(workers.count()))) {
      plan.dsts().forEach(dst -> dsts.add(Tensor.allocate(dst)));
      kernel.run(srcs, dsts, scratch, workers);
      return dsts;
    } catch (RuntimeException | Error e) {
      dsts.forEach(Tensor::close);
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

package dev.fovea.bench.jmh;

import dev.fovea.Backends;
import dev.fovea.bench.Agreement;
import dev.fovea.conformance.Problem;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One operator on one backend, with the tensors to run it on. One thread at a time. */
public final class OperatorRig implements AutoCloseable {
  private static final long SEED = 7;

  private final List<Tensor> owned = new ArrayList<>();
  private final List<Tensor> srcs = new ArrayList<>();
  private final List<Tensor> dsts = new ArrayList<>();
  private final Map<String, Tensor> constants = new HashMap<>();
  private final Backend backend;
  private final Plan plan;
  private final WorkerPool workers;
  private final Kernel kernel;
  private final Tensor scratch;

  /** Plans, fills the inputs with values that depend on the problem alone, and builds. */
  public OperatorRig(Problem problem, String backendName, int threads) {
    backend = Backends.discover().open(backendName);
    plan = problem.op().planOn(backend, problem.inputs(), PlanOptions.DEFAULT);
    List<Port> ports = problem.op().inputs();
    for (int i = 0; i < plan.inputs().size(); i++) {
      Tensor tensor = own(Tensor.allocate(plan.inputs().get(i)));
      tensor.copyFrom(values(problem, i));
      if (plan.isConstant(i)) {
        constants.put(ports.get(i).name(), tensor);
      } else {
        srcs.add(tensor);
      }
    }
    plan.dsts().forEach(desc -> dsts.add(own(Tensor.allocate(desc))));
    long bytes = plan.scratchBytes(threads);
    scratch = own(Tensor.allocate(TensorDesc.of(Math.toIntExact((bytes + 3) / 4))));
    workers = new WorkerPool(threads);
    kernel = plan.build(constants);
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor);
    return tensor;
  }

  /** Returns an input's values, row-major, from -1 to 1; a variance is positive. */
  public static float[] values(Problem problem, int input) {
    String port = problem.op().inputs().get(input).name();
    TensorDesc desc = problem.inputs().get(input);
    if (desc.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "OperatorRig: " + port + " is " + desc + "; expected float32");
    }
    SplittableRandom random = new SplittableRandom(SEED + input);
    float[] values = new float[Math.toIntExact(desc.shape().elements())];
    for (int i = 0; i < values.length; i++) {
      double value = random.nextDouble() * 2 - 1;
      values[i] = (float) (port.equals("variance") ? value + 2 : value);
    }
    return values;
  }

  /** Returns the algorithm. */
  public String algorithm() {
    return plan.describe();
  }

  /** Runs once. */
  public void run() {
    kernel.run(srcs, dsts, scratch, workers);
  }

  /** Plans and builds anew, and lets go of it. */
  void prepare() {
    Plan again = plan.op().planOn(backend, plan.inputs(), PlanOptions.DEFAULT);
    again.build(constants).close();
  }

  /** Runs, and returns the first output. */
  public float[] output() {
    run();
    return dsts.get(0).toFloats();
  }

  /**
   * Checks the first output against the reference backend's.
   *
   * @throws IllegalStateException if they differ
   */
  void requireAgreement(Problem problem) {
    try (OperatorRig reference = new OperatorRig(problem, "reference", 1)) {
      Agreement.require(plan.describe(), "the reference", output(), reference.output());
    }
  }

  @Override
  public void close() {
    kernel.close();
    workers.close();
    owned.forEach(Tensor::close);
    backend.close();
  }
}

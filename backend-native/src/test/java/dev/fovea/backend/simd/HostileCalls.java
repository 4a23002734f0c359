package dev.fovea.backend.simd;

import dev.fovea.backend.reference.ReferenceProvider;
import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorAllocationException;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Calls the backend as its worst caller would: {@code HostileCalls FIRST COUNT}. Each seed is one
 * operator on one instruction set; the answer must be a result that agrees with the reference, or
 * an exception that says what was wrong. Prints each seed before anything else, so that a crash
 * tells whose it was, and what else a seed throws.
 */
final class HostileCalls {
  /** Beyond this many bytes or products nothing is run: other seeds are smaller. */
  private static final long LARGE = 4 << 20;

  private final Random random;
  private final Backend backend;
  private final Backend reference;
  private final List<Tensor> open = new ArrayList<>();
  private boolean sound = true;

  private HostileCalls(long seed, List<Backend> backends, Backend reference) {
    this.random = new Random(seed);
    this.backend = backends.get(random.nextInt(backends.size()));
    this.reference = reference;
  }

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long end = first + Long.parseLong(args[1]);
    new SimdProvider().probe();
    List<Backend> backends = new ArrayList<>();
    for (Isa isa : Isa.values()) {
      if (isa.compareTo(Isa.best()) <= 0) {
        backends.add(new SimdProvider().open(new BackendOptions(Map.of("isa", isa.label()))));
      }
    }
    Backend reference = new ReferenceProvider().open(BackendOptions.DEFAULT);
    Map<String, Integer> outcomes = new HashMap<>();
    int failures = 0;
    for (long seed = first; seed < end; seed++) {
      System.err.println(seed);
      HostileCalls calls = new HostileCalls(seed, backends, reference);
      long live = Tensor.liveBytes();
      String outcome;
      try {
        outcome = calls.run();
      } catch (IllegalArgumentException | IllegalStateException | TensorAllocationException e) {
        outcome = calls.sound ? "refused" : "misuse refused";
      } catch (NullPointerException e) {
        outcome = calls.sound ? "failed" : "misuse refused";
        failures += report(seed, e, calls.sound);
      } catch (RuntimeException | Error e) {
        outcome = "failed";
        failures += report(seed, e, true);
      } finally {
        calls.open.forEach(Tensor::close);
      }
      if (Tensor.liveBytes() != live) {
        outcome = "failed";
        String leak = (Tensor.liveBytes() - live) + " bytes of tensors were not released";
        failures += report(seed, new AssertionError(leak), true);
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }
    System.out.println(outcomes + " of " + (end - first));
    System.exit(failures == 0 ? 0 : 1);
  }

  private static int report(long seed, Throwable e, boolean failed) {
    if (failed) {
      System.out.println("seed " + seed + ": " + e);
      e.printStackTrace(System.out);
    }
    return failed ? 1 : 0;
  }

  private String run() {
    HostileProblem problem = new HostileProblem(random);
    Op op = problem.op();
    List<TensorDesc> inputs = problem.inputs(op);
    List<String> variable = new ArrayList<>();
    for (Port port : op.inputs()) {
      if (port.isParameter() && random.nextInt(4) == 0) {
        variable.add(port.name());
      }
    }
    PlanOptions options = PlanOptions.named("hostile").variable(variable.toArray(String[]::new));
    Plan plan = op.planOn(backend, inputs, options);
    int workers = 1 + random.nextInt(3);
    if (isLarge(op, plan, workers)) {
      return "too large";
    }
    Map<String, Tensor> constants = new HashMap<>();
    List<Tensor> srcs = new ArrayList<>();
    List<Tensor> plain = new ArrayList<>();
    for (int i = 0; i < op.inputs().size(); i++) {
      Tensor values = values(inputs.get(i));
      Tensor tensor = relaid(values, plan.inputs().get(i));
      plain.add(values);
      if (plan.isConstant(i)) {
        constants.put(op.inputs().get(i).name(), tensor);
      } else {
        srcs.add(tensor);
      }
    }
    boolean damaged = damageConstants(constants);
    try (Kernel kernel = plan.build(constants)) {
      List<@Nullable Tensor> from = new ArrayList<>(srcs);
      List<@Nullable Tensor> to = new ArrayList<>();
      for (TensorDesc dst : plan.dsts()) {
        to.add(own(Tensor.allocate(dst)));
      }
      Tensor scratch = scratch(plan, workers);
      damaged |= damage(from) | damage(to);
      if (random.nextInt(40) == 0) {
        kernel.close();
        damaged = true;
      }
      kernel.run(unchecked(from), unchecked(to), scratch, new OrderedWorkers(workers));
      if (!damaged && sound) {
        compare(op, plain, unchecked(to));
        return "right";
      }
      return "ran on damaged tensors";
    }
  }

  private boolean isLarge(Op op, Plan plan, int workers) {
    long bytes = plan.scratchBytes(workers);
    for (TensorDesc desc : plan.inputs()) {
      bytes = Math.max(bytes, desc.bytes());
    }
    for (TensorDesc desc : plan.dsts()) {
      bytes = Math.max(bytes, desc.bytes());
    }
    return bytes > LARGE || op.multiplyAdds(plan.inputs()) > LARGE;
  }

  private Tensor own(Tensor tensor) {
    open.add(tensor);
    return tensor;
  }

  /** Returns a dense plain tensor of small values. */
  private Tensor values(TensorDesc desc) {
    Tensor tensor = own(Tensor.allocate(desc.plain()));
    if (desc.dtype() == DType.FLOAT32) {
      float[] values = new float[(int) desc.shape().elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - 0.5f;
      }
      tensor.copyFrom(values);
    }
    return tensor;
  }

  /** Returns a copy in another layout, sometimes hardly aligned. */
  private Tensor relaid(Tensor values, TensorDesc desc) {
    if (desc.dtype() != DType.FLOAT32) {
      return values;
    }
    if (random.nextInt(4) > 0) {
      return own(Tensor.allocate(desc)).copyFrom(values.toFloats());
    }
    Tensor whole = own(Tensor.allocate(TensorDesc.of((int) (desc.bytes() / Float.BYTES) + 1)));
    Tensor shifted = own(Tensor.wrap(desc, whole.address() + Float.BYTES, desc.bytes(), () -> {}));
    return shifted.copyFrom(values.toFloats());
  }

  private boolean damageConstants(Map<String, Tensor> constants) {
    if (constants.isEmpty() || random.nextInt(20) > 0) {
      return false;
    }
    sound = false;
    String name = constants.keySet().iterator().next();
    switch (random.nextInt(4)) {
      case 0 -> constants.remove(name);
      case 1 -> constants.get(name).close();
      case 2 -> constants.put(name, own(Tensor.allocate(TensorDesc.of(1 + random.nextInt(9)))));
      default -> constants.put("no such port", own(Tensor.allocate(TensorDesc.of(1))));
    }
    return true;
  }

  /** Returns memory for a run: too small, closed or misaligned in one of twenty. */
  private Tensor scratch(Plan plan, int workers) {
    int floats = (int) ((plan.scratchBytes(workers) + 3) / 4);
    int kind = random.nextInt(60);
    sound &= kind > 2;
    Tensor scratch =
        switch (kind) {
          case 0 -> own(Tensor.allocate(TensorDesc.of(Math.max(0, floats - 1))));
          case 1 -> {
            Tensor whole = own(Tensor.allocate(TensorDesc.of(floats + 1)));
            yield own(whole.view(TensorDesc.of(floats), Float.BYTES));
          }
          default -> own(Tensor.allocate(TensorDesc.of(floats)));
        };
    if (kind == 2) {
      scratch.close();
    }
    return scratch;
  }

  /** Spoils one tensor of a list in one of twenty; tells whether it did. */
  private boolean damage(List<@Nullable Tensor> tensors) {
    if (tensors.isEmpty() || random.nextInt(20) > 0) {
      return false;
    }
    sound = false;
    int at = random.nextInt(tensors.size());
    Tensor tensor = tensors.get(at);
    switch (random.nextInt(6)) {
      case 0 -> tensors.set(at, null);
      case 1 -> tensors.remove(at);
      case 2 -> tensors.add(tensor);
      case 3 -> tensors.set(at, own(Tensor.allocate(TensorDesc.of(1 + random.nextInt(9)))));
      case 4 -> {
        if (tensor != null) {
          tensor.close();
        }
      }
      default -> tensors.set(at, open.get(random.nextInt(open.size())));
    }
    return true;
  }

  /** A list that keeps null, which List.of does not. */
  @SuppressWarnings("NullAway")
  private static List<Tensor> unchecked(List<@Nullable Tensor> tensors) {
    List<Tensor> same = new ArrayList<>();
    for (Tensor tensor : tensors) {
      same.add(tensor);
    }
    return same;
  }

  private void compare(Op op, List<Tensor> inputs, List<Tensor> actual) {
    Plan plan =
        op.planOn(reference, inputs.stream().map(Tensor::desc).toList(), PlanOptions.DEFAULT);
    Map<String, Tensor> constants = new HashMap<>();
    List<Tensor> srcs = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (plan.isConstant(i)) {
        constants.put(op.inputs().get(i).name(), inputs.get(i));
      } else {
        srcs.add(inputs.get(i));
      }
    }
    List<Tensor> dsts = new ArrayList<>();
    for (TensorDesc dst : plan.dsts()) {
      dsts.add(own(Tensor.allocate(dst)));
    }
    try (Kernel kernel = plan.build(constants)) {
      kernel.run(srcs, dsts, scratchOf(plan), Workers.single());
    }
    for (int k = 0; k < dsts.size(); k++) {
      if (dsts.get(k).desc().dtype() == DType.FLOAT32) {
        requireAgreement(op, inputs, dsts.get(k).toFloats(), actual.get(k).toFloats());
      }
    }
  }

  private Tensor scratchOf(Plan plan) {
    return own(Tensor.allocate(TensorDesc.of((int) ((plan.scratchBytes(1) + 3) / 4))));
  }

  private static void requireAgreement(
      Op op, List<Tensor> inputs, float[] expected, float[] actual) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      boolean agrees =
          Float.compare(actual[i], expected[i]) == 0
              || Math.abs(actual[i] - expected[i]) <= 1e-5f + 1e-4f * largest;
      if (!agrees) {
        throw new AssertionError(
            op
                + " on "
                + inputs.stream().map(Tensor::desc).toList()
                + ": ["
                + i
                + "] is "
                + actual[i]
                + "; expected "
                + expected[i]);
      }
    }
  }

  /** Runs tasks from the last to the first, on workers in turn. */
  private record OrderedWorkers(int count) implements Workers {
    @Override
    public <T> void run(int tasks, T context, Task<T> task) {
      for (int i = tasks - 1; i >= 0; i--) {
        task.run(context, i, i % count);
      }
    }
  }
}

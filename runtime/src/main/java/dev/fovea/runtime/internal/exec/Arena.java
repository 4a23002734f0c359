package dev.fovea.runtime.internal.exec;

import dev.fovea.spi.Call;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one run at a time: intermediate values in one block, scratch, and a prepared call
 * for every step that touches nothing else. Not thread-safe; {@link ArenaPool} hands it to one run
 * after the other.
 */
final class Arena implements AutoCloseable {
  private final List<Step> steps;
  private final ValueTable table;
  private final Workers workers;
  private final List<Tensor> owned = new ArrayList<>();
  private final List<Tensor> views = new ArrayList<>();
  private final List<Copy> copies = new ArrayList<>();
  private final Tensor[] values;
  private final Call[] calls;
  private final List<Integer> changingSteps = new ArrayList<>();
  private final Tensor scratch;
  private final long bytes;

  /** A result that is an input or a constant as it stands. */
  private record Copy(Tensor src, Tensor dst) {
    void run() {
      TensorCopy.copy(src, dst);
    }
  }

  Arena(List<Step> steps, ValueTable table, MemoryNeeds needs, Workers workers) {
    this.steps = steps;
    this.table = table;
    this.workers = workers;
    this.values = new Tensor[table.count()];
    this.calls = new Call[steps.size()];
    this.bytes = needs.arenaBytes() + needs.scratchBytes();
    try {
      this.scratch = own(allocate(needs.scratchBytes()));
      Tensor block = own(allocate(needs.arenaBytes()));
      for (ValueTable.InArena value : table.inArena()) {
        values[value.id()] = own(block.view(value.desc(), value.offset()));
      }
      for (ValueTable.Constant constant : table.constants()) {
        values[constant.id()] = constant.tensor();
      }
      for (ValueTable.View view : table.fixedViews()) {
        values[view.id()] = own(values[view.root()].view(view.desc(), view.offset()));
      }
      for (int i = 0; i < calls.length; i++) {
        Step step = steps.get(i);
        if (table.areFixed(step.srcs()) && table.areFixed(step.dsts())) {
          calls[i] = call(step);
        } else {
          changingSteps.add(i);
        }
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static Tensor allocate(long bytes) {
    int floats = Math.toIntExact((bytes + Float.BYTES - 1) / Float.BYTES);
    return Tensor.allocate(TensorDesc.of(floats));
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor);
    return tensor;
  }

  /** Returns the bytes of block and scratch. */
  long bytes() {
    return bytes;
  }

  /**
   * Ties the next runs to inputs and results, until {@link #unbind}.
   *
   * @param inputs in the graph's order, open until then
   * @param results in the order of {@link ValueTable#results()}, open until then
   */
  void bind(List<Tensor> inputs, List<Tensor> results) {
    for (int i = 0; i < inputs.size(); i++) {
      values[table.input(i)] = inputs.get(i);
    }
    for (int i = 0; i < results.size(); i++) {
      ValueTable.Result result = table.results().get(i);
      if (result.copied()) {
        copies.add(new Copy(values[result.id()], results.get(i)));
      } else {
        values[result.id()] = results.get(i);
      }
    }
    for (ValueTable.View view : table.changingViews()) {
      Tensor tensor = values[view.root()].view(view.desc(), view.offset());
      views.add(tensor);
      values[view.id()] = tensor;
    }
    for (int step : changingSteps) {
      calls[step] = call(steps.get(step));
    }
  }

  /** Lets go of what was bound: an idle arena keeps no memory of the caller's alive. */
  void unbind() {
    copies.clear();
    views.forEach(Tensor::close);
    views.clear();
    for (int id : table.changing()) {
      values[id] = null;
    }
    for (int step : changingSteps) {
      calls[step] = null;
    }
  }

  /**
   * Runs all steps; allocates nothing.
   *
   * @param check called before every step; what it throws ends the run
   * @param times where to add up how long each step took; null to take no time
   */
  void run(StepCheck check, @Nullable StepTimes times) {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).run();
    }
    if (times == null) {
      execute(check);
    } else {
      execute(check, times);
    }
  }

  private void execute(StepCheck check) {
    for (int i = 0; i < calls.length; i++) {
      Step step = steps.get(i);
      check.before(i, calls.length, step.node());
      step.kernel().run(calls[i]);
    }
  }

  private void execute(StepCheck check, StepTimes times) {
    long started = System.nanoTime();
    for (int i = 0; i < calls.length; i++) {
      Step step = steps.get(i);
      check.before(i, calls.length, step.node());
      step.kernel().run(calls[i]);
      long now = System.nanoTime();
      times.add(i, now - started);
      started = now;
    }
    times.endRun();
  }

  private Call call(Step step) {
    return new Call(tensors(step.srcs()), tensors(step.dsts()), scratch, workers);
  }

  private List<Tensor> tensors(int[] ids) {
    List<Tensor> tensors = new ArrayList<>(ids.length);
    for (int id : ids) {
      tensors.add(values[id]);
    }
    return tensors;
  }

  /** Releases the memory; idempotent. */
  @Override
  public void close() {
    owned.forEach(Tensor::close);
  }
}

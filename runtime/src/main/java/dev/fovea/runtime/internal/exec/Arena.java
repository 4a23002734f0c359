package dev.fovea.runtime.internal.exec;

import dev.fovea.spi.Call;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final List<Tensor> runViews = new ArrayList<>();
  private final Tensor[] values;
  private final @Nullable Call[] prepared;
  private final Tensor scratch;
  private final long bytes;

  Arena(List<Step> steps, ValueTable table, MemoryNeeds needs, Workers workers) {
    this.steps = steps;
    this.table = table;
    this.workers = workers;
    this.values = new Tensor[table.count()];
    this.prepared = new Call[steps.size()];
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
      for (int i = 0; i < prepared.length; i++) {
        Step step = steps.get(i);
        boolean fixed = table.areFixed(step.srcs()) && table.areFixed(step.dsts());
        prepared[i] = fixed ? call(step) : null;
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
   * Runs all steps and returns the results, owned by the caller.
   *
   * @param inputs in the graph's order, open until the run ends
   * @param check called before every step; what it throws ends the run
   * @param times where to add up how long each step took; null to take no time
   */
  Map<String, Tensor> run(List<Tensor> inputs, StepCheck check, @Nullable StepTimes times) {
    Map<String, Tensor> results = new LinkedHashMap<>();
    boolean complete = false;
    try {
      bind(inputs, results);
      if (times == null) {
        execute(check);
      } else {
        execute(check, times);
      }
      complete = true;
      return results;
    } finally {
      unbind();
      if (!complete) {
        results.values().forEach(Tensor::close);
      }
    }
  }

  private void bind(List<Tensor> inputs, Map<String, Tensor> results) {
    for (int i = 0; i < inputs.size(); i++) {
      values[table.input(i)] = inputs.get(i);
    }
    for (ValueTable.Result result : table.results()) {
      Tensor tensor = Tensor.allocate(result.desc());
      results.put(result.name(), tensor);
      if (result.copied()) {
        TensorCopy.copy(values[result.id()], tensor);
      } else {
        values[result.id()] = tensor;
      }
    }
    for (ValueTable.View view : table.changingViews()) {
      Tensor tensor = values[view.root()].view(view.desc(), view.offset());
      runViews.add(tensor);
      values[view.id()] = tensor;
    }
  }

  /** Lets go of what belongs to one run: an idle arena keeps no memory of the caller's alive. */
  private void unbind() {
    runViews.forEach(Tensor::close);
    runViews.clear();
    for (int id : table.changing()) {
      values[id] = null;
    }
  }

  private void execute(StepCheck check) {
    for (int i = 0; i < prepared.length; i++) {
      check.before(i, prepared.length, steps.get(i).node());
      execute(i);
    }
  }

  private void execute(StepCheck check, StepTimes times) {
    long started = System.nanoTime();
    for (int i = 0; i < prepared.length; i++) {
      check.before(i, prepared.length, steps.get(i).node());
      execute(i);
      long now = System.nanoTime();
      times.add(i, now - started);
      started = now;
    }
    times.endRun();
  }

  private void execute(int index) {
    Step step = steps.get(index);
    Call call = prepared[index];
    step.kernel().run(call != null ? call : call(step));
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

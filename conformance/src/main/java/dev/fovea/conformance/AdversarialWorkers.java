package dev.fovea.conformance;

import dev.fovea.spi.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Workers that keep to the contract and to nothing else: one thread, an order of their own. */
final class AdversarialWorkers implements Workers {
  private final int count;
  private final boolean reversed;
  private final Runnable before;

  private AdversarialWorkers(int count, boolean reversed, Runnable before) {
    this.count = count;
    this.reversed = reversed;
    this.before = before;
  }

  /** Runs the last task first. */
  static Workers reversed(int count) {
    return new AdversarialWorkers(count, true, () -> {});
  }

  /** Runs tasks in an order that looks random and is always the same. */
  static Workers shuffled(int count) {
    return new AdversarialWorkers(count, false, () -> {});
  }

  /** Does something in the middle of a kernel's run: when it hands its tasks over, and at each. */
  static Workers doing(Runnable before) {
    return new AdversarialWorkers(1, true, before);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public <T> void run(int tasks, T context, Task<T> task) {
    before.run();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      order.add(i);
    }
    if (reversed) {
      Collections.reverse(order);
    } else {
      Collections.shuffle(order, new Random(tasks));
    }
    for (int i : order) {
      before.run();
      task.run(context, i, (i * 7 + 1) % count);
    }
  }
}

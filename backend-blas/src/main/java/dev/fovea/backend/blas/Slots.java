package dev.fovea.backend.blas;

import dev.fovea.spi.Call;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;

/**
 * Runs tasks that need scratch memory, of which there is enough for a limited number of them at a
 * time, whatever the number of workers.
 */
final class Slots {

  /** One task. */
  interface Body {
    /** Runs one task with scratch memory at an address. */
    void run(Call call, int task, long scratch);
  }

  private final int slots;
  private final int tasks;
  private final Workers.Task<Call> byWorker;
  private final Workers.Task<Call> bySlot;

  /**
   * Prepares runs.
   *
   * @param tasks how many tasks a run has
   * @param bytes scratch memory of one task
   * @param limit scratch memory of all tasks at a time; one task always runs
   */
  Slots(int tasks, long bytes, long limit, Body body) {
    this.tasks = tasks;
    this.slots = slots(tasks, bytes, limit);
    long distance = aligned(bytes);
    this.byWorker =
        (call, task, worker) -> body.run(call, task, call.scratch().address() + worker * distance);
    this.bySlot =
        (call, slot, worker) -> {
          for (int task = slot; task < tasks; task += slots) {
            body.run(call, task, call.scratch().address() + slot * distance);
          }
        };
  }

  /** Returns what a run with this many workers needs. */
  static long scratchBytes(int tasks, long bytes, long limit, int workers) {
    return Math.min(workers, slots(tasks, bytes, limit)) * aligned(bytes);
  }

  private static int slots(int tasks, long bytes, long limit) {
    return (int) Math.max(1, Math.min(tasks, limit / aligned(bytes)));
  }

  private static long aligned(long bytes) {
    return Math.max(1, (bytes + Tensor.ALIGNMENT - 1) / Tensor.ALIGNMENT) * Tensor.ALIGNMENT;
  }

  void run(Call call) {
    if (call.workers().count() <= slots) {
      call.workers().run(tasks, call, byWorker);
    } else {
      call.workers().run(slots, call, bySlot);
    }
  }
}

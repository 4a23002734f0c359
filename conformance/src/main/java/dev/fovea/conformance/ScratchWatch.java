package dev.fovea.conformance;

import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Workers that share a thread and tell apart what they write to scratch memory: before a worker's
 * task, what other workers wrote in the same call is poisoned, and must be so behind it. Two tasks
 * that a pool would run at the same time thus disturb each other always, not now and then.
 */
final class ScratchWatch implements Workers {
  private static final byte NOBODY = -1;

  private final int count;
  private final Tensor scratch;

  ScratchWatch(int count, Tensor scratch) {
    this.count = count;
    this.scratch = scratch;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public <T> void run(int tasks, T context, Task<T> task) {
    ByteBuffer memory = scratch.bytes();
    byte[] writers = new byte[memory.capacity()];
    Arrays.fill(writers, NOBODY);
    for (int i = 0; i < tasks; i++) {
      int worker = i % count;
      byte[] kept = contents(memory);
      poison(memory, writers, worker);
      byte[] before = contents(memory);
      task.run(context, i, worker);
      claim(memory, before, writers, i, worker);
      restore(memory, kept, writers, worker);
    }
  }

  private static byte[] contents(ByteBuffer memory) {
    byte[] contents = new byte[memory.capacity()];
    memory.get(0, contents);
    return contents;
  }

  private static boolean isForeign(byte writer, int worker) {
    return writer != NOBODY && writer != worker;
  }

  private static void poison(ByteBuffer memory, byte[] writers, int worker) {
    for (int at = 0; at < writers.length; at++) {
      if (isForeign(writers[at], worker)) {
        memory.put(at, (byte) (Poison.PATTERN >>> (8 * (at % Integer.BYTES))));
      }
    }
  }

  private static void claim(
      ByteBuffer memory, byte[] before, byte[] writers, int task, int worker) {
    for (int at = 0; at < writers.length; at++) {
      if (memory.get(at) != before[at]) {
        if (isForeign(writers[at], worker)) {
          throw new AssertionError(
              "scratch byte "
                  + at
                  + " was written by worker "
                  + worker
                  + " in task "
                  + task
                  + ", and by worker "
                  + writers[at]
                  + " before; expected memory of its own for each worker");
        }
        writers[at] = (byte) worker;
      }
    }
  }

  private static void restore(ByteBuffer memory, byte[] kept, byte[] writers, int worker) {
    for (int at = 0; at < writers.length; at++) {
      if (isForeign(writers[at], worker)) {
        memory.put(at, kept[at]);
      }
    }
  }
}

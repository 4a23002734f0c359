package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where intermediate values lie in the one block of memory of a run.
 *
 * @param slots the place of every value that is neither a view nor handed to the caller; a sum and
 *     its residual may have the same
 * @param arenaBytes the size of the block
 * @param activationBytes what all values that nodes make would take side by side, views aside
 */
public record MemoryPlan(Map<String, Slot> slots, long arenaBytes, long activationBytes) {
  /** Creates a plan. */
  public MemoryPlan {
    slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
  }

  /**
   * A place.
   *
   * @param offset the first byte
   * @param bytes how many bytes
   * @param firstStep the node that makes the value, counted from 0
   * @param lastStep the last node that reads it
   */
  public record Slot(long offset, long bytes, int firstStep, int lastStep) {
    /** Returns this slot at another place. */
    Slot at(long changed) {
      return new Slot(changed, bytes, firstStep, lastStep);
    }

    /** Returns a slot that is large enough and lives long enough for both. */
    Slot with(Slot other) {
      return new Slot(
          offset,
          Math.max(bytes, other.bytes),
          Math.min(firstStep, other.firstStep),
          Math.max(lastStep, other.lastStep));
    }

    boolean livesBeside(Slot other) {
      return firstStep <= other.lastStep && other.firstStep <= lastStep;
    }

    /** Returns the first aligned byte behind this place. */
    long alignedEnd() {
      return MemoryPlan.aligned(offset + bytes);
    }
  }

  /** Every place starts on a cache line and on the widest vector. */
  static long aligned(long bytes) {
    long alignment = Tensor.ALIGNMENT;
    return (bytes + alignment - 1) / alignment * alignment;
  }
}

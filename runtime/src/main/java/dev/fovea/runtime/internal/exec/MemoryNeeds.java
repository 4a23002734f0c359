package dev.fovea.runtime.internal.exec;

import dev.fovea.runtime.internal.compile.PlannedNode;
import dev.fovea.runtime.internal.compile.Program;
import dev.fovea.runtime.internal.compile.TypedGraph;
import dev.fovea.spi.Plan;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;

/**
 * The memory that one run of a program takes, known before any of it is allocated.
 *
 * @param arenaBytes intermediate values, sharing their places
 * @param scratchBytes scratch memory of the neediest step; steps run one after the other
 * @param resultBytes what is handed to the caller
 */
public record MemoryNeeds(long arenaBytes, long scratchBytes, long resultBytes) {
  /** What one tensor can hold. */
  private static final long MAX_BLOCK = Integer.MAX_VALUE - 2L * Tensor.ALIGNMENT;

  /** Returns what a run with these workers takes. */
  public static MemoryNeeds of(Program program, Workers workers) {
    long scratch = 0;
    for (PlannedNode planned : program.nodes()) {
      Plan plan = planned.plan();
      scratch = Math.max(scratch, plan == null ? 0 : plan.scratchBytes(workers.count()));
    }
    TypedGraph graph = program.graph();
    long results = graph.results().stream().mapToLong(v -> graph.desc(v).plain().bytes()).sum();
    return new MemoryNeeds(program.memory().arenaBytes(), scratch, results);
  }

  /** Returns the bytes of a run. */
  public long bytes() {
    return arenaBytes + scratchBytes + resultBytes;
  }

  /**
   * Checks that a run is allowed and possible.
   *
   * @param session the session's name, for messages
   * @param maxBytes what the session's options allow
   * @throws IllegalArgumentException if it needs more, or more than can be had in one block
   */
  public void requireWithin(String session, long maxBytes) {
    if (bytes() > maxBytes) {
      throw new IllegalArgumentException(
          String.format(
              "Session[%s]: a run needs %d bytes (%d for intermediate values, %d of scratch,"
                  + " %d of results); expected at most %d; raise SessionOptions.maxBytes, or use a"
                  + " smaller batch or image",
              session, bytes(), arenaBytes, scratchBytes, resultBytes, maxBytes));
    }
    requireBlock(session, "memory for intermediate values", arenaBytes);
    requireBlock(session, "scratch memory", scratchBytes);
  }

  private static void requireBlock(String session, String what, long bytes) {
    if (bytes > MAX_BLOCK) {
      throw new IllegalArgumentException(
          "Session["
              + session
              + "]: "
              + what
              + " is "
              + bytes
              + " bytes; expected less than 2 GiB; use a smaller batch or image");
    }
  }
}

package dev.fovea.runtime.internal.exec;

import org.jspecify.annotations.Nullable;

/** An arena that is tied to inputs and results, for one run at a time. Not thread-safe. */
public final class BoundRun implements AutoCloseable {
  private final Arena arena;
  private final ArenaPool pool;
  private final @Nullable StepTimes times;

  BoundRun(Arena arena, ArenaPool pool, @Nullable StepTimes times) {
    this.arena = arena;
    this.pool = pool;
    this.times = times;
  }

  /**
   * Runs all steps; allocates nothing.
   *
   * @param check called before every step; what it throws ends the run
   */
  public void run(StepCheck check) {
    arena.run(check, times);
  }

  /** Gives the arena back; call it once. */
  @Override
  public void close() {
    arena.unbind();
    pool.give(arena);
  }
}

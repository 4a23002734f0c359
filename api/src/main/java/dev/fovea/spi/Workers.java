package dev.fovea.spi;

/**
 * Threads that a kernel may use for one run.
 *
 * <p>A kernel splits its work into independent tasks; which thread runs which task must not change
 * a bit of the result, so no sum is split across tasks.
 */
public interface Workers {

  /** One piece of a run. */
  @FunctionalInterface
  interface Task<T> {
    /**
     * Runs one piece.
     *
     * @param context what the run was given
     * @param task which piece, counted from 0
     * @param worker which worker runs it, below {@link Workers#count()}; two pieces that run at the
     *     same time see different workers, so it may index scratch memory
     */
    void run(T context, int task, int worker);
  }

  /** Returns the largest number of tasks that run at the same time. */
  int count();

  /**
   * Runs tasks 0 to {@code tasks - 1}, returns when all are done, and passes on the first
   * exception. The context saves a capturing lambda, and with it an allocation per run. Tasks must
   * not call this method again.
   */
  <T> void run(int tasks, T context, Task<T> task);

  /** Returns workers that run everything on the calling thread. */
  static Workers single() {
    return SingleWorker.INSTANCE;
  }
}

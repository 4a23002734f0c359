package dev.fovea.spi;

/** Runs tasks one after the other on the calling thread. */
enum SingleWorker implements Workers {
  INSTANCE;

  @Override
  public int count() {
    return 1;
  }

  @Override
  public <T> void run(int tasks, T context, Task<T> task) {
    for (int i = 0; i < tasks; i++) {
      task.run(context, i, 0);
    }
  }
}

package dev.fovea.backend.simd;

/**
 * Cuts the planes of images (blocks of channels, or channels) into tasks; a task stays in one
 * image.
 */
final class PlaneTasks {
  /** Floats that are worth handing to another thread. */
  private static final long TASK_FLOATS = 1 << 14;

  private static final int MOST_TASKS = 16;

  private final int images;
  private final int planes;
  private final int perImage;

  PlaneTasks(int images, int planes, long planeFloats) {
    this.images = images;
    this.planes = planes;
    long worth = Math.max(1, planes * planeFloats / TASK_FLOATS);
    this.perImage = (int) Math.max(1, Math.min(Math.min(MOST_TASKS, worth), planes));
  }

  int count() {
    return images * perImage;
  }

  int image(int task) {
    return task / perImage;
  }

  int first(int task) {
    return border(task % perImage);
  }

  int end(int task) {
    return border(task % perImage + 1);
  }

  private int border(int part) {
    return (int) ((long) part * planes / perImage);
  }
}

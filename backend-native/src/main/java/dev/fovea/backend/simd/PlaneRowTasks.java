package dev.fovea.backend.simd;

/**
 * Cuts the planes of images into tasks, and their rows too where planes are few; a task stays in
 * one image.
 */
final class PlaneRowTasks {
  /** Floats that are worth handing to another thread. */
  private static final long TASK_FLOATS = 1 << 14;

  private static final int MOST_TASKS = 16;

  private final int images;
  private final int planes;
  private final int rows;
  private final int planeParts;
  private final int rowParts;

  PlaneRowTasks(int images, int planes, int rows, long rowFloats) {
    this.images = images;
    this.planes = planes;
    this.rows = rows;
    long worth = Math.max(1, (long) planes * rows * rowFloats / TASK_FLOATS);
    int wanted = (int) Math.min(MOST_TASKS, worth);
    planeParts = Math.max(1, Math.min(planes, wanted));
    rowParts = Math.max(1, Math.min(rows, (wanted + planeParts - 1) / planeParts));
  }

  int count() {
    return images * planeParts * rowParts;
  }

  int image(int task) {
    return task / (planeParts * rowParts);
  }

  int firstPlane(int task) {
    return border(planes, planeParts, planePart(task));
  }

  int endPlane(int task) {
    return border(planes, planeParts, planePart(task) + 1);
  }

  int firstRow(int task) {
    return border(rows, rowParts, task % rowParts);
  }

  int endRow(int task) {
    return border(rows, rowParts, task % rowParts + 1);
  }

  private int planePart(int task) {
    return task / rowParts % planeParts;
  }

  private static int border(int size, int parts, int part) {
    return (int) ((long) part * size / parts);
  }
}

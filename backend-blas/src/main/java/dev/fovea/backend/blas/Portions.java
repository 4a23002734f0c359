package dev.fovea.backend.blas;

/**
 * Cuts the equal units of images (channels, tiles of channels, runs of elements) into tasks; a task
 * stays in one image.
 */
final class Portions {
  /** Elementary operations that are worth handing to another thread. */
  private static final int TASK_OPERATIONS = 1 << 14;

  private static final int MOST_TASKS = 64;

  private final int images;
  private final int units;
  private final int perImage;

  /**
   * Cuts.
   *
   * @param units units of one image
   * @param operations what one unit costs
   */
  Portions(int images, int units, long operations) {
    this.images = images;
    this.units = units;
    this.perImage = Math.min(units, Shares.of(operations * units, TASK_OPERATIONS, MOST_TASKS));
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
    return (int) ((long) part * units / perImage);
  }
}

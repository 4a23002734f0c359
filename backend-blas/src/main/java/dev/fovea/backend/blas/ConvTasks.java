package dev.fovea.backend.blas;

/**
 * Cuts a convolution by matrix products into tasks: image, group, tile of positions, block of
 * output channels, the last changing fastest. Everything follows from the shape of one image.
 */
final class ConvTasks {
  /** Products that are worth handing to another thread. */
  private static final long TASK_PRODUCTS = 1 << 19;

  /** Less work is shared by two threads at most: narrower matrices are slower ones. */
  private static final long FEW_PRODUCTS = 1 << 22;

  private static final int MOST_TASKS = 8;

  private final int images;
  private final int groups;
  private final int channels;
  private final int tiles;
  private final int blocks;

  /**
   * Cuts.
   *
   * @param channels output channels of one group
   * @param tiles tiles of one map
   * @param blocks blocks of one group's output channels
   */
  ConvTasks(int images, int groups, int channels, int tiles, int blocks) {
    this.images = images;
    this.groups = groups;
    this.channels = channels;
    this.tiles = tiles;
    this.blocks = blocks;
  }

  /** Returns how many tasks some work is worth. */
  static int wanted(long products) {
    return Shares.of(products, TASK_PRODUCTS, products < FEW_PRODUCTS ? 2 : MOST_TASKS);
  }

  /** Returns how many blocks of channels make up for too few tiles; each has at least so many. */
  static int blocks(int wanted, int tiles, int channels, int leastChannels) {
    int missing = (wanted + tiles - 1) / tiles;
    return Math.max(1, Math.min(missing, channels / leastChannels));
  }

  int count() {
    return Math.multiplyExact(Math.multiplyExact(images * groups, tiles), blocks);
  }

  int image(int task) {
    return task / blocks / tiles / groups;
  }

  int group(int task) {
    return task / blocks / tiles % groups;
  }

  int tile(int task) {
    return task / blocks % tiles;
  }

  /** Returns the first output channel of a task, counted through all groups. */
  int firstChannel(int task) {
    return group(task) * channels + border(task % blocks);
  }

  int channels(int task) {
    return border(task % blocks + 1) - border(task % blocks);
  }

  private int border(int block) {
    return (int) ((long) block * channels / blocks);
  }
}

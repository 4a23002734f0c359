package dev.fovea.backend.blas;

import dev.fovea.op.Conv2d;
import dev.fovea.tensor.Shape;

/**
 * The borders of an im2col convolution and the scratch memory they need; both follow from the shape
 * of one image and the settings alone.
 *
 * @param map the window over the image
 * @param grid tiles of the output map
 * @param tasks what runs side by side
 * @param lines rows of the window, over one channel each, that one matrix product takes
 * @param bytes scratch memory of one task
 * @param limit scratch memory of all tasks at a time
 */
record Im2colTiling(
    Geometry map, TileGrid grid, ConvTasks tasks, int lines, long bytes, long limit) {
  /** Wider tiles read weights less often; beyond this nothing is gained. */
  private static final int MOST_POSITIONS = 512;

  /** Narrower ones repack the weights too often: rather cut the sum into chunks. */
  private static final int FEWEST_POSITIONS = 96;

  /** Small maps are not cut below this, unless it takes two tiles of half as many. */
  private static final int GOOD_POSITIONS = 64;

  /** The columns are gathered again for each block of channels, so blocks are large. */
  private static final int LEAST_CHANNELS = 96;

  static Im2colTiling of(Conv2d op, Shape src, Shape dst, BlasSettings settings) {
    Geometry map = Geometry.of(op.window(), src, dst);
    int icg = op.inChannels() / op.groups();
    int ocg = op.outChannels() / op.groups();
    int share = settings.shareFloats();
    int limit = Math.max(FEWEST_POSITIONS, Math.min(MOST_POSITIONS, share / op.products()));
    limit = Math.max(1, Math.min(limit, share / map.kw()));
    int wanted = ConvTasks.wanted((long) ocg * op.products() * map.outputPositions());
    int tiles =
        Math.max(
            map.outputPositions() / GOOD_POSITIONS,
            Math.min(2, 2 * map.outputPositions() / GOOD_POSITIONS));
    TileGrid grid = TileGrid.of(map.oh(), map.ow(), limit, Math.min(wanted, tiles));
    int blocks = ConvTasks.blocks(wanted, grid.count(), ocg, LEAST_CHANNELS);
    ConvTasks tasks = new ConvTasks(dst.dim(0), op.groups(), ocg, grid.count(), blocks);
    int line = map.kw() * grid.largest();
    int lines = Math.max(1, Math.min(icg * map.kh(), share / line));
    long bytes = (long) lines * line * Float.BYTES;
    return new Im2colTiling(map, grid, tasks, lines, bytes, settings.scratchBytes());
  }

  long scratchBytes(int workers) {
    return Slots.scratchBytes(tasks.count(), bytes, limit, workers);
  }

  Slots slots(Slots.Body body) {
    return new Slots(tasks.count(), bytes, limit, body);
  }
}

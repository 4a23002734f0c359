package dev.fovea.backend.blas;

import java.util.Arrays;

/** Runs the taps of one kernel over a padded tile. */
final class DepthwiseLoops {
  /** Narrower rows do not repay the copies that vectorising takes. */
  private static final int WIDE = 24;

  private final Geometry map;
  private final boolean turned;

  DepthwiseLoops(Geometry map, boolean turned) {
    this.map = map;
    this.turned = turned;
  }

  /**
   * Computes the sums of a tile, row by row.
   *
   * @param values the padded tile
   * @param firstWeight where the kernel begins in {@code weights}
   * @param to where the results begin in {@code sums}
   */
  void run(
      Workspace workspace,
      float[] values,
      PaddedTile padded,
      int tile,
      float[] weights,
      int firstWeight,
      float bias,
      float[] sums,
      int to) {
    int rows = padded.rows(tile);
    int columns = padded.columns(tile);
    if (map.strideH() == 1 && map.strideW() == 1 && columns >= WIDE) {
      shifted(workspace, values, rows, columns, weights, firstWeight, bias, sums, to);
      return;
    }
    boolean threeByThree = map.kh() == 3 && map.kw() == 3 && !turned;
    if (threeByThree && map.dilationW() == 1 && PaddedTile.sharesRows(map)) {
      int pitch = PaddedTile.pitch(map, columns);
      Loops.threeByThree(
          values,
          pitch,
          map.strideH(),
          map.strideW(),
          weights,
          firstWeight,
          bias,
          sums,
          to,
          rows,
          columns);
      return;
    }
    for (int r = 0; r < rows; r++) {
      row(values, rows, columns, r, weights, firstWeight, bias, sums, to + r * columns);
    }
  }

  private void row(
      float[] values,
      int rows,
      int columns,
      int r,
      float[] weights,
      int firstWeight,
      float bias,
      float[] sums,
      int to) {
    int pitch = PaddedTile.pitch(map, columns);
    Arrays.fill(sums, to, to + columns, bias);
    for (int kh = 0; kh < map.kh(); kh++) {
      int start = PaddedTile.row(map, rows, r, kh) * pitch;
      for (int kw = 0; kw < map.kw(); kw++) {
        float weight = weights[firstWeight + tap(kh, kw)];
        int from = start + kw * map.dilationW();
        Loops.multiplyAddEvery(sums, to, weight, values, from, map.strideW(), columns);
      }
    }
  }

  private int tap(int kh, int kw) {
    int tap = kh * map.kw() + kw;
    return turned ? map.taps() - 1 - tap : tap;
  }

  /**
   * All rows as one, the padding between them included: a tap is then one shift of everything, and
   * three shifted copies are added at a time, index by index.
   */
  private void shifted(
      Workspace workspace,
      float[] values,
      int rows,
      int columns,
      float[] weights,
      int firstWeight,
      float bias,
      float[] sums,
      int to) {
    int pitch = PaddedTile.pitch(map, columns);
    int length = (rows - 1) * pitch + columns;
    float[] wide = workspace.array(Workspace.SUMS, length);
    float[] a = workspace.array(Workspace.TAPS, length);
    float[] b = workspace.array(Workspace.TAPS + 1, length);
    float[] c = workspace.array(Workspace.TAPS + 2, length);
    Arrays.fill(wide, 0, length, bias);
    int taps = map.taps();
    for (int tap = 0; tap < taps; tap += 3) {
      System.arraycopy(values, start(rows, pitch, tap), a, 0, length);
      if (tap + 2 < taps) {
        System.arraycopy(values, start(rows, pitch, tap + 1), b, 0, length);
        System.arraycopy(values, start(rows, pitch, tap + 2), c, 0, length);
        Loops.multiplyAdd(
            wide,
            weight(weights, firstWeight, tap),
            a,
            weight(weights, firstWeight, tap + 1),
            b,
            weight(weights, firstWeight, tap + 2),
            c,
            length);
      } else {
        Loops.multiplyAdd(wide, weight(weights, firstWeight, tap), a, length);
        if (tap + 1 < taps) {
          System.arraycopy(values, start(rows, pitch, tap + 1), b, 0, length);
          Loops.multiplyAdd(wide, weight(weights, firstWeight, tap + 1), b, length);
        }
      }
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(wide, r * pitch, sums, to + r * columns, columns);
    }
  }

  private int start(int rows, int pitch, int tap) {
    return PaddedTile.row(map, rows, 0, tap / map.kw()) * pitch + tap % map.kw() * map.dilationW();
  }

  private float weight(float[] weights, int firstWeight, int tap) {
    return weights[firstWeight + (turned ? map.taps() - 1 - tap : tap)];
  }
}

package dev.fovea.backend.blas;

import java.util.Arrays;

/** Runs the taps of one kernel over a padded tile. */
final class DepthwiseLoops {
  /** Narrower rows, with few taps, do not repay the copies that vectorising takes. */
  private static final int WIDE = 12;

  private static final int FEW_TAPS = 9;

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
    if (columns >= WIDE || map.taps() > FEW_TAPS) {
      if (map.strideH() == 1 && map.strideW() == 1) {
        shifted(workspace, values, rows, columns, weights, firstWeight, bias, sums, to);
        return;
      }
      if (hasPhases()) {
        float[] phases = phases(workspace, values, rows, columns);
        shifted(workspace, phases, rows, columns, weights, firstWeight, bias, sums, to);
        return;
      }
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

  /** Where windows overlap and are more than one position apart. */
  private boolean hasPhases() {
    return PaddedTile.sharesRows(map) && map.dilationW() == 1 && map.strideH() * map.strideW() > 1;
  }

  /**
   * Sorts a tile by the remainders of column and row by their strides, each a map of its own. In
   * those, windows are one position apart.
   */
  private float[] phases(Workspace workspace, float[] values, int rows, int columns) {
    int pitch = PaddedTile.pitch(map, columns);
    int count = inputRows(rows);
    int phasePitch = phasePitch(columns);
    int phaseRows = phaseRows(rows);
    int size = map.strideH() * map.strideW() * phaseRows * phasePitch;
    float[] phases = workspace.array(Workspace.PHASES, size);
    for (int p = 0; p < map.strideW(); p++) {
      int inside = (pitch - p + map.strideW() - 1) / map.strideW();
      for (int i = 0; i < count; i++) {
        int row = (p * map.strideH() + i % map.strideH()) * phaseRows + i / map.strideH();
        Loops.every(
            values, i * pitch + p, map.strideW(), phases, row * phasePitch, Math.max(0, inside));
      }
    }
    return phases;
  }

  private int inputRows(int rows) {
    return PaddedTile.row(map, rows, rows - 1, map.kh() - 1) + 1;
  }

  private int phaseRows(int rows) {
    return (inputRows(rows) + map.strideH() - 1) / map.strideH();
  }

  private int phasePitch(int columns) {
    return (PaddedTile.pitch(map, columns) + map.strideW() - 1) / map.strideW();
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
    int pitch = hasPhases() ? phasePitch(columns) : PaddedTile.pitch(map, columns);
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
    int kh = tap / map.kw();
    int kw = tap % map.kw();
    if (hasPhases()) {
      int phase = kw % map.strideW() * map.strideH() + kh % map.strideH();
      int row = phase * phaseRows(rows) + kh / map.strideH();
      return row * pitch + kw / map.strideW();
    }
    return PaddedTile.row(map, rows, 0, kh) * pitch + kw * map.dilationW();
  }

  private float weight(float[] weights, int firstWeight, int tap) {
    return weights[firstWeight + (turned ? map.taps() - 1 - tap : tap)];
  }
}

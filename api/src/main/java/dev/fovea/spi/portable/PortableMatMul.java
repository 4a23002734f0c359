package dev.fovea.spi.portable;

import dev.fovea.op.MatMul;
import dev.fovea.op.MatMul.Extents;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * {@link MatMul} in tiles of dst, each of them one task: blocks of a and b are copied to arrays,
 * where loops over columns become vector instructions. Products are added in blocks of {@value
 * #DEPTH}, and then the blocks, so that long sums stay accurate.
 */
public final class PortableMatMul implements KernelBody {
  private static final int ROWS = 32;
  private static final int COLUMNS = 256;
  private static final int DEPTH = 128;

  /** Belongs to a thread, so that a run allocates nothing. */
  private static final ThreadLocal<Tile> TILE = ThreadLocal.withInitial(Tile::new);

  private final boolean transposeB;
  private final Extents extents;
  private final BroadcastIndex ofA;
  private final BroadcastIndex ofB;
  private final int rowTiles;
  private final int columnTiles;

  private final Workers.Task<Call> task = this::tile;

  private PortableMatMul(MatMul op, Extents extents) {
    this.transposeB = op.transposeB();
    this.extents = extents;
    this.ofA = BroadcastIndex.of(extents.batchA(), extents.batch());
    this.ofB = BroadcastIndex.of(extents.batchB(), extents.batch());
    this.rowTiles = tiles(extents.m(), ROWS);
    this.columnTiles = tiles(extents.n(), COLUMNS);
  }

  private static int tiles(int extent, int tile) {
    return (int) ((extent + (tile - 1L)) / tile);
  }

  /** Plans the operator. */
  public static Plan plan(MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Extents extents = op.extents(inputs.get(0).shape(), inputs.get(1).shape());
    return plan.build(
        "portable:mat_mul",
        new ErrorModel.Direct(Math.max(1, extents.k()), 0),
        operands -> new PortableMatMul(op, oneMatrix(extents)));
  }

  /** Matrices that all meet the same b are one matrix of all their rows. */
  private static Extents oneMatrix(Extents e) {
    long rows = e.batch().elements() * e.m();
    boolean shared = e.batchB().elements() == 1 && e.batchA().equals(e.batch());
    if (!shared || rows > Integer.MAX_VALUE) {
      return e;
    }
    Shape none = Shape.of();
    return new Extents((int) rows, e.n(), e.k(), none, none, none);
  }

  @Override
  public void run(Call call) {
    int matrices = (int) extents.batch().elements();
    call.workers().run(matrices * rowTiles * columnTiles, call, task);
  }

  private void tile(Call call, int index, int worker) {
    int column = index % columnTiles * COLUMNS;
    int row = index / columnTiles % rowTiles * ROWS;
    int matrix = index / columnTiles / rowTiles;
    int rows = Math.min(ROWS, extents.m() - row);
    int width = Math.min(COLUMNS, extents.n() - column);
    Tensor a = call.srcs().get(0);
    Tensor b = call.srcs().get(1);
    Tile tile = TILE.get();
    Arrays.fill(tile.sums, 0, rows * COLUMNS, 0);
    for (int k = 0; k < extents.k(); k += DEPTH) {
      int depth = Math.min(DEPTH, extents.k() - k);
      loadB(b, ofB.of(matrix), k, depth, column, width, tile);
      for (int r = 0; r < rows; r++) {
        int from = (ofA.of(matrix) * extents.m() + row + r) * extents.k() + k;
        load(a, from, tile.row, depth);
        tile.addProducts(r, depth, width);
      }
    }
    for (int r = 0; r < rows; r++) {
      int to = (matrix * extents.m() + row + r) * extents.n() + column;
      store(tile.sums, r * COLUMNS, width, call.dsts().get(0), to);
    }
  }

  private void loadB(Tensor b, int matrix, int k, int depth, int column, int width, Tile tile) {
    if (!transposeB) {
      for (int d = 0; d < depth; d++) {
        int from = (matrix * extents.k() + k + d) * extents.n() + column;
        load(b, from, tile.b[d], width);
      }
      return;
    }
    for (int n = 0; n < width; n++) {
      load(b, (matrix * extents.n() + column + n) * extents.k() + k, tile.row, depth);
      for (int d = 0; d < depth; d++) {
        tile.b[d][n] = tile.row[d];
      }
    }
  }

  /** Loads elements that lie in one row of a matrix, or in a vector. */
  private static void load(Tensor from, int element, float[] to, int count) {
    FloatBuffer values = from.sharedFloats();
    if (from.desc().isDense() || from.shape().rank() > 1) {
      values.get(from.desc().position(element), to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = values.get(from.desc().position(element + i));
    }
  }

  private static void store(float[] from, int offset, int count, Tensor to, int element) {
    FloatBuffer values = to.sharedFloats();
    if (to.desc().isDense() || to.shape().rank() > 1) {
      values.put(to.desc().position(element), from, offset, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      values.put(to.desc().position(element + i), from[offset + i]);
    }
  }

  /** What a thread works in. */
  private static final class Tile {
    /** An array for each row: the compiler makes no vectors of loops over parts of one array. */
    final float[][] b = new float[DEPTH][COLUMNS];

    final float[] sums = new float[ROWS * COLUMNS];
    final float[] row = new float[DEPTH];
    private final float[] block = new float[COLUMNS];

    /** Adds the products of {@link #row} and {@link #b} to row {@code r} of the sums. */
    void addProducts(int r, int depth, int width) {
      Arrays.fill(block, 0, width, 0);
      int k = 0;
      for (; k + 4 <= depth; k += 4) {
        addFour(
            row[k],
            row[k + 1],
            row[k + 2],
            row[k + 3],
            b[k],
            b[k + 1],
            b[k + 2],
            b[k + 3],
            block,
            width);
      }
      for (; k < depth; k++) {
        addOne(row[k], b[k], block, width);
      }
      for (int n = 0; n < width; n++) {
        sums[r * COLUMNS + n] += block[n];
      }
    }

    private static void addFour(
        float a0,
        float a1,
        float a2,
        float a3,
        float[] b0,
        float[] b1,
        float[] b2,
        float[] b3,
        float[] to,
        int width) {
      for (int n = 0; n < width; n++) {
        to[n] += (a0 * b0[n] + a1 * b1[n]) + (a2 * b2[n] + a3 * b3[n]);
      }
    }

    private static void addOne(float a, float[] b, float[] to, int width) {
      for (int n = 0; n < width; n++) {
        to[n] += a * b[n];
      }
    }
  }
}

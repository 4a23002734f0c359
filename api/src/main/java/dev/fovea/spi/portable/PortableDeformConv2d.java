package dev.fovea.spi.portable;

import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link DeformConv2d}: a tile of output positions of one group per task. What the taps read is
 * sampled into columns, rounded to float once, and summed for each output channel: with the sum of
 * K products and a bias that makes K + 2 roundings.
 */
public final class PortableDeformConv2d implements KernelBody {
  /** Columns of a tile, which should stay in a core's cache. */
  private static final int TILE_FLOATS = 1 << 16;

  private static final int MOST_POSITIONS = 256;
  private static final int LINE = Tensor.ALIGNMENT / Float.BYTES;

  private final DeformConv2d op;
  private final Operands operands;
  private final Padding.Explicit pads;
  private final int positions;
  private final int tile;
  private final int tiles;

  private PortableDeformConv2d(
      DeformConv2d op, Operands operands, Padding.Explicit pads, int positions) {
    this.op = op;
    this.operands = operands;
    this.pads = pads;
    this.positions = positions;
    this.tile = tile(op);
    this.tiles = (positions + tile - 1) / tile;
  }

  /** Plans the operator. */
  public static Plan plan(DeformConv2d op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Shape dst = plan.dsts().get(0).shape();
    Padding.Explicit pads = op.window().pads(new Size2d(src.dim(2), src.dim(3)));
    int positions = dst.dim(2) * dst.dim(3);
    long bytes = (op.products() + 1L) * tile(op) * Float.BYTES;
    return plan.scratch(workers -> workers * bytes)
        .build(
            "portable:deform_conv2d:columns",
            new ErrorModel.Direct(op.products(), 0),
            operands -> new PortableDeformConv2d(op, operands, pads, positions));
  }

  /** Returns the positions of a tile: whole cache lines. */
  private static int tile(DeformConv2d op) {
    int fitting = TILE_FLOATS / op.products() / LINE * LINE;
    return Math.max(LINE, Math.min(MOST_POSITIONS, fitting));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.groups() * tiles, call, this::tile);
  }

  private void tile(Call call, int task, int worker) {
    int from = task % tiles * tile;
    int count = Math.min(tile, positions - from);
    int g = task / tiles % op.groups();
    int n = task / tiles / op.groups();
    int columns = worker * (op.products() + 1) * tile;
    int area = op.window().kernel().area();
    int icg = op.inChannels() / op.groups();
    int sharing = op.inChannels() / op.offsetGroups();
    for (int ic = 0; ic < icg; ) {
      int d = (g * icg + ic) / sharing;
      int end = Math.min(icg, (d + 1) * sharing - g * icg);
      for (int k = 0; k < area; k++) {
        for (int t = 0; t < count; t++) {
          int column = columns + (ic * area + k) * tile + t;
          sample(call, n, d, k, from + t, g * icg + ic, g * icg + end, column);
        }
      }
      ic = end;
    }
    int ocg = op.outChannels() / op.groups();
    for (int oc = g * ocg; oc < (g + 1) * ocg; oc++) {
      sum(call, n, oc, from, count, columns);
    }
  }

  /** Samples one tap at one position for the channels that share its offset. */
  private void sample(
      Call call, int n, int d, int k, int position, int first, int end, int target) {
    Tensor src = operands.get(0, call);
    Tensor offset = operands.get(2, call);
    Window2d window = op.window();
    int area = window.kernel().area();
    int width = call.dsts().get(0).shape().dim(3);
    int tap = d * area + k;
    int offsets = (int) (n * offset.desc().imageStride()) + 2 * tap * positions + position;
    int row = position / width * window.strides().h() - pads.top();
    int column = position % width * window.strides().w() - pads.left();
    row += k / window.kernel().w() * window.dilations().h();
    column += k % window.kernel().w() * window.dilations().w();
    // The sum is one of doubles: in float it would lose bits of the offset.
    double y = row + (double) offset.floats().get(offsets);
    double x = column + (double) offset.floats().get(offsets + positions);
    double mask = mask(call, n, tap, position);
    int height = src.shape().dim(2);
    int srcRow = src.shape().dim(3);
    int map = height * srcRow;
    double top = Math.floor(y);
    double left = Math.floor(x);
    // A weight of 0 stands for what is not read; comparisons with NaN are false.
    double upper = top >= 0 && top < height ? 1 - (y - top) : 0;
    double lower = top >= -1 && top < height - 1 ? y - top : 0;
    double before = left >= 0 && left < srcRow ? 1 - (x - left) : 0;
    double behind = left >= -1 && left < srcRow - 1 ? x - left : 0;
    boolean undefined = Double.isNaN(y) || Double.isNaN(x);
    FloatBuffer from = src.floats();
    FloatBuffer to = call.scratch().floats();
    int at = src.desc().offset(n, first, 0, 0) + ((int) top) * srcRow + (int) left;
    int step = area * tile;
    for (int c = first; c < end; c++) {
      double sum = undefined ? Double.NaN : 0;
      sum += term(from, at, upper * before);
      sum += term(from, at + 1, upper * behind);
      sum += term(from, at + srcRow, lower * before);
      sum += term(from, at + srcRow + 1, lower * behind);
      to.put(target + (c - first) * step, (float) (mask * sum));
      at += map;
    }
  }

  private static double term(FloatBuffer from, int at, double weight) {
    return weight == 0 ? 0 : weight * from.get(at);
  }

  private double mask(Call call, int n, int tap, int position) {
    if (!op.mask()) {
      return 1;
    }
    Tensor mask = operands.get(op.inputs().size() - 1, call);
    return mask.floats().get((int) (n * mask.desc().imageStride()) + tap * positions + position);
  }

  private void sum(Call call, int n, int oc, int from, int count, int columns) {
    Tensor weights = operands.get(1, call);
    Tensor dst = call.dsts().get(0);
    FloatBuffer weight = weights.floats();
    FloatBuffer scratch = call.scratch().floats();
    int products = op.products();
    int sums = columns + products * tile;
    float bias = bias(call, oc);
    for (int t = 0; t < count; t++) {
      scratch.put(sums + t, bias);
    }
    int kernel = weights.desc().offset(oc, 0, 0, 0);
    for (int k = 0; k < products; k++) {
      float w = weight.get(kernel + k);
      int column = columns + k * tile;
      for (int t = 0; t < count; t++) {
        scratch.put(sums + t, scratch.get(sums + t) + w * scratch.get(column + t));
      }
    }
    dst.floats().put(dst.desc().offset(n, oc, 0, 0) + from, scratch, sums, count);
  }

  private float bias(Call call, int oc) {
    if (!op.bias()) {
      return 0;
    }
    Tensor bias = operands.get(3, call);
    return bias.floats().get(bias.desc().position(oc));
  }
}

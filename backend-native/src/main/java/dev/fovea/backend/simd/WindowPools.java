package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Activation;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.spi.portable.PortableMaxPool2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Max and average pooling of blocks of channels. */
final class WindowPools implements KernelBody {
  private final Isa isa;
  private final WindowMap map;
  private final PlaneTasks tasks;
  private final long tileBytes;
  private final @Nullable Counts counts;
  private final Workers.Task<Call> task = this::run;

  private WindowPools(
      Window2d window, Shape src, Shape dst, long tileBytes, @Nullable Counts counts, Isa isa) {
    this.isa = isa;
    this.counts = counts;
    this.tileBytes = tileBytes;
    Size2d size = new Size2d(src.dim(2), src.dim(3));
    TapAxis rows = rows(window, size, dst);
    TapAxis columns = columns(window, size, dst);
    float scale = counts == null ? 1 : counts.scale();
    float fill = counts == null ? Float.NEGATIVE_INFINITY : 0;
    try (ActivationShape f = Functions.shape(Activation.identity()).alpha(scale)) {
      map = new WindowMap(rows, columns, size, isa.block(), f, fill);
    }
    int planes = (src.dim(1) + isa.block() - 1) / isa.block();
    long work = (long) dst.dim(2) * dst.dim(3) * isa.block() * window.kernel().area();
    tasks = new PlaneTasks(src.dim(0), planes, work);
  }

  private static TapAxis rows(Window2d window, Size2d src, Shape dst) {
    return TapAxis.of(
        window.kernel().h(),
        window.strides().h(),
        window.dilations().h(),
        window.pads(src).top(),
        dst.dim(2),
        false);
  }

  private static TapAxis columns(Window2d window, Size2d src, Shape dst) {
    return TapAxis.of(
        window.kernel().w(),
        window.strides().w(),
        window.dilations().w(),
        window.pads(src).left(),
        dst.dim(3),
        false);
  }

  static Plan max(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    return op.indices() == MaxPool2d.Indices.NONE
        ? plan(op, op.window(), null, ErrorModel.exact(), "max_pool2d", inputs, options, isa)
        : PortableMaxPool2d.plan(op, inputs, options);
  }

  static Plan average(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    ErrorModel model = new ErrorModel.Direct(op.window().kernel().area(), 0);
    return plan(op, op.window(), op, model, "average_pool2d", inputs, options, isa);
  }

  private static Plan plan(
      Op op,
      Window2d window,
      @Nullable AveragePool2d average,
      ErrorModel model,
      String kind,
      List<TensorDesc> inputs,
      PlanOptions options,
      Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Shape dst = plan.dsts().get(0).shape();
    Size2d size = new Size2d(src.dim(2), src.dim(3));
    TapAxis rows = rows(window, size, dst);
    TapAxis columns = columns(window, size, dst);
    long tile =
        Math.multiplyExact(WindowMap.tileFloats(rows, columns, size, isa.block()), Float.BYTES);
    return plan.inputs(List.of(TapPlan.relaid(inputs.get(0), isa.layout())))
        .dsts(List.of(TapPlan.relaid(plan.dsts().get(0), isa.layout())))
        .scratch(workers -> Math.multiplyExact(workers, tile))
        .build(
            SimdProvider.NAME + ":" + kind + ":blocked:" + isa.label(),
            model,
            operands -> {
              Counts counts = average == null ? null : new Counts(average, size, rows, columns);
              return new WindowPools(window, src, dst, tile, counts, isa);
            });
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    int image = tasks.image(index);
    long src = Addresses.image(call.srcs().get(0), image);
    long dst = Addresses.image(call.dsts().get(0), image);
    long tile = call.scratch().address() + worker * tileBytes;
    for (int plane = tasks.first(index); plane < tasks.end(index); plane++) {
      long from = src + plane * map.srcPlaneBytes();
      for (int chunk = 0; chunk < map.chunks(); chunk++) {
        int row = map.firstRow(chunk);
        long to = dst + plane * map.dstPlaneBytes() + row * map.dstRowBytes();
        long source = map.source(chunk, from, tile);
        if (counts == null) {
          Natives.maxRun(isa.code(), map.window(chunk), source, map.offsets(), to);
        } else {
          Natives.averageRun(
              isa.code(),
              map.window(chunk),
              source,
              map.offsets(),
              counts.rows(row),
              counts.columns(),
              to);
        }
      }
    }
  }

  @Override
  public void close() {
    map.close();
    if (counts != null) {
      counts.close();
    }
  }

  /** How many taps count for each row and column of the output; rows hold the scale too. */
  private static final class Counts implements AutoCloseable {
    private final float scale;
    private final Tensor rows;
    private final Tensor columns;

    Counts(AveragePool2d op, Size2d src, TapAxis rowTaps, TapAxis columnTaps) {
      // A power of two, so that nothing is rounded; sums of scaled taps cannot overflow.
      scale = Math.scalb(1f, -Math.getExponent((float) op.window().kernel().area()) - 1);
      boolean padded = op.countIncludePad();
      Padding.Explicit pads = op.window().pads(src);
      rows =
          counts(rowTaps, scale, padded ? -pads.top() : 0, src.h() + (padded ? pads.bottom() : 0));
      columns =
          counts(columnTaps, 1, padded ? -pads.left() : 0, src.w() + (padded ? pads.right() : 0));
    }

    private static Tensor counts(TapAxis axis, float scale, int first, int end) {
      float[] counts = new float[axis.count()];
      for (int i = 0; i < counts.length; i++) {
        int shift = i * axis.srcStep();
        counts[i] =
            scale
                * axis.taps().stream()
                    .filter(tap -> tap.offset() + shift >= first && tap.offset() + shift < end)
                    .count();
      }
      return Tensor.of(Shape.of(counts.length), counts);
    }

    float scale() {
      return scale;
    }

    long rows(int first) {
      return rows.address() + (long) first * Float.BYTES;
    }

    long columns() {
      return columns.address();
    }

    @Override
    public void close() {
      rows.close();
      columns.close();
    }
  }
}

package dev.fovea.backend.blas;

import dev.fovea.op.MaxPool2d;
import dev.fovea.op.MaxPool2d.Indices;
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
import java.nio.LongBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maxima and where they were, position by position: one channel of one image per task. */
final class MaxPool2dIndexed implements Candidate<MaxPool2d> {

  @Override
  public String name() {
    return "blas:max_pool2d:indexed";
  }

  @Override
  public @Nullable String declines(MaxPool2d op, List<TensorDesc> inputs) {
    return op.indices() == Indices.NONE ? "no indices are wanted" : null;
  }

  @Override
  public Plan plan(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Geometry map = Geometry.of(op.window(), inputs.get(0).shape(), dst);
    boolean rowMajor = op.indices() == Indices.ROW_MAJOR;
    return plan.build(name(), ErrorModel.exact(), operands -> new Body(map, dst.dim(1), rowMajor));
  }

  private static final class Body implements KernelBody {
    private final Geometry map;
    private final int channels;
    private final boolean rowMajor;
    private final Workers.Task<Call> task = this::channel;

    Body(Geometry map, int channels, boolean rowMajor) {
      this.map = map;
      this.channels = channels;
      this.rowMajor = rowMajor;
    }

    @Override
    public void run(Call call) {
      call.workers().run(call.dsts().get(0).desc().images() * channels, call, task);
    }

    private void channel(Call call, int index, int worker) {
      Tensor src = call.srcs().get(0);
      Tensor values = call.dsts().get(0);
      Tensor places = call.dsts().get(1);
      FloatBuffer from = src.sharedFloats();
      FloatBuffer to = values.sharedFloats();
      LongBuffer indices = places.sharedLongs();
      int n = index / channels;
      int c = index % channels;
      int base = src.desc().offset(n, c, 0, 0);
      int valueBase = values.desc().offset(n, c, 0, 0);
      int indexBase = places.desc().offset(n, c, 0, 0);
      long first = (long) index * map.inputPositions();
      for (int o = 0; o < map.outputPositions(); o++) {
        int place = place(from, base, o / map.ow(), o % map.ow());
        to.put(valueBase + o, from.get(base + place));
        int inMap = rowMajor ? place : place % map.iw() * map.ih() + place / map.iw();
        indices.put(indexBase + o, first + inMap);
      }
    }

    /** Returns the position of the first maximum, or of the first NaN, inside its channel. */
    private int place(FloatBuffer from, int base, int oh, int ow) {
      int best = -1;
      float max = 0;
      for (int kh = 0; kh < map.kh(); kh++) {
        int ih = oh * map.strideH() - map.top() + kh * map.dilationH();
        if (ih < 0 || ih >= map.ih()) {
          continue;
        }
        for (int kw = 0; kw < map.kw(); kw++) {
          int iw = ow * map.strideW() - map.left() + kw * map.dilationW();
          if (iw < 0 || iw >= map.iw()) {
            continue;
          }
          float value = from.get(base + ih * map.iw() + iw);
          if (best < 0 || value > max || (Float.isNaN(value) && !Float.isNaN(max))) {
            best = ih * map.iw() + iw;
            max = value;
          }
        }
      }
      return best;
    }
  }
}

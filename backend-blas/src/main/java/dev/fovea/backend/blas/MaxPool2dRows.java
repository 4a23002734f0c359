package dev.fovea.backend.blas;

import dev.fovea.op.MaxPool2d;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maxima of rows, then of columns; where they were is not known. */
final class MaxPool2dRows implements Candidate<MaxPool2d> {

  @Override
  public String name() {
    return "blas:max_pool2d:rows";
  }

  @Override
  public @Nullable String declines(MaxPool2d op, List<TensorDesc> inputs) {
    return op.indices() == MaxPool2d.Indices.NONE ? null : "indices are wanted";
  }

  @Override
  public Plan plan(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Geometry map = Geometry.of(op.window(), inputs.get(0).shape(), dst);
    return plan.build(
        name(), ErrorModel.exact(), operands -> new PoolRows(map, dst, new Maximum(map), engine));
  }

  private record Maximum(Geometry map) implements PoolRows.Join {
    @Override
    public void first(float[] row, int count) {}

    @Override
    public void row(float[] joined, float[] row, int count) {
      Loops.max(joined, row, count);
    }

    @Override
    public void columns(
        float[] joined, int from, int oh, int firstColumn, int count, float[] to, int at) {
      int left = map.column(firstColumn, 0) - from;
      int right = map.column(firstColumn + count - 1, map.kw() - 1);
      if (map.kw() == 3 && map.dilationW() == 1 && left >= 0 && right < map.iw()) {
        Loops.maxOfThree(joined, left, map.strideW(), to, at, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        int iw = map.column(firstColumn + i, 0);
        int first = Geometry.firstInside(iw, map.dilationW());
        int end = Geometry.endInside(iw, map.dilationW(), map.kw(), map.iw());
        float max = Float.NEGATIVE_INFINITY;
        for (int kw = first; kw < end; kw++) {
          max = Math.max(max, joined[iw + kw * map.dilationW() - from]);
        }
        to[at + i] = max;
      }
    }
  }
}

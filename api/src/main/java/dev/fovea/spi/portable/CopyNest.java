package dev.fovea.spi.portable;

import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Nested loops around a block, cut into tasks. */
final class CopyNest {
  /** Small enough to balance two workers, large enough to hide the hand-over. */
  private static final int TASK_ELEMENTS = 1 << 14;

  private final CopyLoop[] outer;
  private final CopyBlock block;
  private final int units;
  private final int unitsPerTask;

  /**
   * Creates a nest; loops that continue each other become one.
   *
   * @param loops from the outermost to the innermost
   * @param bytes of one element
   */
  CopyNest(List<CopyLoop> loops, int bytes) {
    List<CopyLoop> merged = merged(loops);
    CopyLoop columns = merged.isEmpty() ? CopyLoop.once() : merged.remove(merged.size() - 1);
    CopyLoop rows = merged.isEmpty() ? CopyLoop.once() : merged.remove(rows(merged, columns));
    this.outer = merged.toArray(CopyLoop[]::new);
    this.block = new CopyBlock(rows, columns, bytes, TASK_ELEMENTS);
    int around = block.parts();
    for (CopyLoop loop : outer) {
      around *= loop.extent();
    }
    this.units = around;
    this.unitsPerTask = Math.max(1, TASK_ELEMENTS / block.partElements());
  }

  private static List<CopyLoop> merged(List<CopyLoop> loops) {
    List<CopyLoop> merged = new ArrayList<>();
    for (CopyLoop loop : loops) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).continues(loop)) {
        merged.set(last, merged.get(last).with(loop));
      } else if (loop.extent() != 1) {
        merged.add(loop);
      }
    }
    return merged;
  }

  /** Returns which loop is the block's rows: the one along which src is contiguous. */
  private static int rows(List<CopyLoop> loops, CopyLoop columns) {
    for (int i = 0; i < loops.size() && columns.src() != 1; i++) {
      if (loops.get(i).src() == 1 && !loops.get(i).srcImages()) {
        return i;
      }
    }
    return loops.size() - 1;
  }

  int tasks() {
    return (units + unitsPerTask - 1) / unitsPerTask;
  }

  /** Runs one task; {@code start} is the first element read. */
  void run(Tensor src, int start, Tensor dst, int task) {
    int end = Math.min(units, (task + 1) * unitsPerTask);
    for (int unit = task * unitsPerTask; unit < end; unit++) {
      int rest = unit / block.parts();
      int from = start;
      int to = 0;
      for (int i = outer.length - 1; i >= 0; i--) {
        int index = rest % outer[i].extent();
        rest /= outer[i].extent();
        from += index * outer[i].srcStep(src.desc());
        to += index * outer[i].dstStep(dst.desc());
      }
      block.copy(src, from, dst, to, unit % block.parts());
    }
  }
}

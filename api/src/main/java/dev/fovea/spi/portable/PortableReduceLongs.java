package dev.fovea.spi.portable;

import dev.fovea.op.Reduce.Kind;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.LongBuffer;

/** {@link dev.fovea.op.Reduce} on int64, which wraps where a long does. */
final class PortableReduceLongs implements KernelBody {
  private final Kind kind;
  private final ReductionWalk walk;
  private final long terms;

  private final Workers.Task<Call> task = this::chunk;

  PortableReduceLongs(Kind kind, ReductionWalk walk, long terms) {
    this.kind = kind;
    this.walk = walk;
    this.terms = terms;
  }

  @Override
  public void run(Call call) {
    call.workers().run(OutputChunks.count(call.dsts().get(0), terms), call, task);
  }

  private void chunk(Call call, int chunk, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    LongBuffer from = src.sharedLongs();
    LongBuffer to = dst.sharedLongs();
    int end = OutputChunks.end(dst, terms, chunk);
    for (int output = OutputChunks.begin(terms, chunk); output < end; output++) {
      long folded = fold(from, src.desc(), walk.begin(output, src.desc()));
      to.put(dst.desc().position(output), kind == Kind.MEAN ? folded / terms : folded);
    }
  }

  private long fold(LongBuffer from, TensorDesc src, int begin) {
    long folded =
        switch (kind) {
          case MAX -> Long.MIN_VALUE;
          case MIN -> Long.MAX_VALUE;
          case PROD -> 1;
          default -> 0;
        };
    int images = walk.images(src);
    for (int n = 0; n < images; n++) {
      folded = fold(folded, from, begin + (int) (n * src.imageStride()), 0);
    }
    return folded;
  }

  private long fold(long start, LongBuffer from, int begin, int loop) {
    long folded = start;
    int stride = walk.stride(loop);
    boolean innermost = loop == walk.loops() - 1;
    for (int i = 0; i < walk.count(loop); i++) {
      int at = begin + i * stride;
      folded = innermost ? step(folded, from.get(at)) : fold(folded, from, at, loop + 1);
    }
    return folded;
  }

  private long step(long folded, long x) {
    return switch (kind) {
      case MAX -> Math.max(folded, x);
      case MIN -> Math.min(folded, x);
      case PROD -> folded * x;
      default -> folded + x;
    };
  }
}

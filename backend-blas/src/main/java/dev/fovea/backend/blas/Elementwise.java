package dev.fovea.backend.blas;

import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.TensorDesc;

/**
 * Elements of dst that depend on the same elements of the inputs: a run of them at a time, so that
 * everything stays in the first-level cache.
 */
final class Elementwise implements KernelBody {
  private static final int RUN = 4096;

  /** Computes {@code count} elements, beginning with element {@code first} of an image. */
  interface Function {
    /** Returns the array that holds the results, from its beginning. */
    float[] apply(Workspace workspace, Call call, int image, int first, int count);
  }

  private final int elements;
  private final Portions tasks;
  private final Function function;
  private final Engine engine;
  private final Workers.Task<Call> task = this::run;

  /**
   * Creates the body.
   *
   * @param operations what one element costs
   */
  Elementwise(TensorDesc dst, int operations, Function function, Engine engine) {
    this.function = function;
    this.engine = engine;
    this.elements = (int) dst.imageElements();
    long run = Math.min(RUN, elements);
    this.tasks = new Portions(dst.images(), (elements + RUN - 1) / RUN, run * operations);
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    Workspace workspace = engine.workspace();
    int image = tasks.image(index);
    long dst = Addresses.image(call.dsts().get(0), image);
    for (int unit = tasks.first(index); unit < tasks.end(index); unit++) {
      int first = unit * RUN;
      int count = Math.min(RUN, elements - first);
      float[] results = function.apply(workspace, call, image, first, count);
      workspace.memory.store(results, 0, count, Floats.element(dst, first));
    }
  }

  /** Takes elements of an input to the heap. */
  static float[] load(
      Workspace workspace, int use, Call call, int src, int image, int first, int count) {
    float[] values = workspace.array(use, RUN);
    long from = Addresses.image(call.srcs().get(src), image);
    workspace.memory.load(Floats.element(from, first), values, 0, count);
    return values;
  }
}

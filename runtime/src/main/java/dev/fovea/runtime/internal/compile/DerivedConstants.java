package dev.fovea.runtime.internal.compile;

import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Constants that passes make from those of a graph, for one program: the same one is shared with
 * every other program of the store. Close it after everything that reads them. Not thread-safe.
 */
public final class DerivedConstants implements AutoCloseable {
  private final WeightStore store;
  private final List<WeightStore.Packed> held = new ArrayList<>();

  /** Memory that does not change while anybody holds what was made from it. */
  private record Source(long address, TensorDesc desc) {}

  /** What was done to which sources. */
  private record Recipe(Object how, List<Source> sources) {}

  /** Creates an empty set. */
  public DerivedConstants(WeightStore store) {
    this.store = store;
  }

  /**
   * Returns a constant, made now unless somebody holds it already.
   *
   * @param how tells, by equals, what is done to the sources
   * @param sources constants that outlive this set; values of a run's inputs are none
   */
  Tensor get(Object how, List<Tensor> sources, Supplier<Tensor> make) {
    List<Source> keys = sources.stream().map(t -> new Source(t.address(), t.desc())).toList();
    WeightStore.Packed share = store.share(new Recipe(how, keys), make);
    held.add(share);
    return share.tensor();
  }

  /** Gives everything back; idempotent. */
  @Override
  public void close() {
    held.forEach(WeightStore.Packed::close);
    held.clear();
  }
}

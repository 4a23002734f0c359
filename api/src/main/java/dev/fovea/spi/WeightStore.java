package dev.fovea.spi;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Tensors made from weights, packed ones above all: shared by everybody who needs the same and
 * released with the last of them. One store may serve many plans and sessions. Thread-safe.
 */
public final class WeightStore {
  private final Map<Object, Packed> entries = new HashMap<>();

  /** The same memory counts, seen by whatever view: tensors with equal values are packed twice. */
  private record Key(long address, TensorDesc desc, String format) {}

  /** One user's share of a tensor. */
  public final class Packed implements AutoCloseable {
    private final Object key;
    private final Tensor tensor;
    private int users;

    private Packed(Object key, Tensor tensor) {
      this.key = key;
      this.tensor = tensor;
    }

    /** Returns the tensor; it stays open until the last user closes. */
    public Tensor tensor() {
      return tensor;
    }

    /** Gives this share back; call it once per {@link WeightStore#share}. */
    @Override
    public void close() {
      synchronized (entries) {
        if (--users == 0) {
          entries.remove(key);
          tensor.close();
        }
      }
    }
  }

  /**
   * Returns {@code source} in a format, made by {@code pack} unless somebody holds it already. The
   * caller keeps the source's memory alive and unchanged until it has closed its share.
   */
  public Packed pack(Tensor source, String format, UnaryOperator<Tensor> pack) {
    Key key = new Key(source.address(), source.desc(), format);
    return share(key, () -> pack.apply(source));
  }

  /**
   * Returns the tensor of a key, made by {@code make} unless somebody holds it already.
   *
   * @param key equal keys mean equal values for as long as somebody holds a share
   * @param make makes the tensor; the store owns it
   */
  public Packed share(Object key, Supplier<Tensor> make) {
    synchronized (entries) {
      Packed entry = entries.get(key);
      if (entry == null) {
        entry = new Packed(key, make.get());
        entries.put(key, entry);
      }
      entry.users++;
      return entry;
    }
  }

  /** Returns the bytes of all tensors. */
  public long bytes() {
    synchronized (entries) {
      return entries.values().stream().mapToLong(e -> e.tensor.desc().bytes()).sum();
    }
  }
}

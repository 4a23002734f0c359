package dev.fovea.spi;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Tensors made from weights, packed ones above all: shared by everybody who needs the same and
 * released with the last of them. One store may serve many plans and sessions. Thread-safe.
 */
public final class WeightStore {
  private final Map<Object, Entry> entries = new HashMap<>();

  /** The same memory counts, seen by whatever view: tensors with equal values are packed twice. */
  private record Key(long address, TensorDesc desc, String format) {}

  /** A tensor and how many shares of it are open. */
  private static final class Entry {
    private final Tensor tensor;
    private int users;

    private Entry(Tensor tensor) {
      this.tensor = tensor;
    }
  }

  /** One user's share of a tensor. */
  public final class Packed implements AutoCloseable {
    private final Object key;
    private final Entry entry;
    private boolean closed;

    private Packed(Object key, Entry entry) {
      this.key = key;
      this.entry = entry;
      entry.users++;
    }

    /** Returns the tensor; it stays open until the last user closes. */
    public Tensor tensor() {
      return entry.tensor;
    }

    /** Gives this share back; idempotent. */
    @Override
    public void close() {
      synchronized (entries) {
        if (closed) {
          return;
        }
        closed = true;
        if (--entry.users == 0) {
          entries.remove(key);
          entry.tensor.close();
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
   * @param make makes the tensor; the store owns it; may share tensors of other keys
   */
  public Packed share(Object key, Supplier<Tensor> make) {
    synchronized (entries) {
      Entry entry = entries.get(key);
      if (entry == null) {
        entry = new Entry(Objects.requireNonNull(make.get(), "make returned null"));
        if (entries.putIfAbsent(key, entry) != null) {
          entry.tensor.close();
          throw new IllegalStateException("WeightStore: " + key + " was shared while it was made");
        }
      }
      return new Packed(key, entry);
    }
  }

  /** Returns the bytes of all tensors. */
  public long bytes() {
    synchronized (entries) {
      return entries.values().stream().mapToLong(e -> e.tensor.desc().bytes()).sum();
    }
  }
}

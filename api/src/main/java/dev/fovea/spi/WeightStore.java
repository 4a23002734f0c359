package dev.fovea.spi;

import dev.fovea.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Packed weights, shared by every kernel that needs the same tensor in the same format and released
 * with the last of them. Thread-safe.
 */
public final class WeightStore {
  private final Map<Key, Packed> entries = new HashMap<>();

  /** Identity of the source counts: two tensors with equal values are packed twice. */
  private static final class Key {
    private final Tensor source;
    private final String format;

    Key(Tensor source, String format) {
      this.source = source;
      this.format = format;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.source == source && key.format.equals(format);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(source) * 31 + format.hashCode();
    }
  }

  /** One user's share of a packed tensor. */
  public final class Packed implements AutoCloseable {
    private final Key key;
    private final Tensor tensor;
    private int users;

    private Packed(Key key, Tensor tensor) {
      this.key = key;
      this.tensor = tensor;
    }

    /** Returns the packed tensor; it stays open until the last user closes. */
    public Tensor tensor() {
      return tensor;
    }

    /** Gives this share back; call it once per {@link WeightStore#pack}. */
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

  /** Returns {@code source} in a format, made by {@code pack} unless somebody holds it already. */
  public Packed pack(Tensor source, String format, UnaryOperator<Tensor> pack) {
    synchronized (entries) {
      Packed entry =
          entries.computeIfAbsent(
              new Key(source, format), key -> new Packed(key, pack.apply(source)));
      entry.users++;
      return entry;
    }
  }

  /** Returns the bytes of all packed tensors. */
  public long bytes() {
    synchronized (entries) {
      return entries.values().stream().mapToLong(e -> e.tensor.desc().bytes()).sum();
    }
  }
}

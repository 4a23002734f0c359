package dev.fovea.runtime;

import dev.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Views of tensors that somebody else may close meanwhile; close it to let go of the memory. */
final class HeldTensors implements AutoCloseable {
  private final Map<String, Tensor> views = new LinkedHashMap<>();

  /**
   * Holds tensors by name.
   *
   * @param prefix begins the message, for example {@code Session[net]: input }
   * @throws IllegalArgumentException if a tensor is closed
   */
  HeldTensors(String prefix, Map<String, Tensor> tensors) {
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      try {
        views.put(entry.getKey(), tensor.view(tensor.desc(), 0));
      } catch (IllegalStateException e) {
        close();
        throw new IllegalArgumentException(
            prefix + entry.getKey() + " is closed; expected an open tensor of " + tensor.desc(), e);
      }
    }
  }

  /** Returns the views by name, in the order given. */
  Map<String, Tensor> byName() {
    return Collections.unmodifiableMap(views);
  }

  /** Returns the views in the order given. */
  List<Tensor> list() {
    return List.copyOf(views.values());
  }

  @Override
  public void close() {
    views.values().forEach(Tensor::close);
  }
}

package dev.fovea.models.onnx.export;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a network is written. Immutable; start from {@link #DEFAULT}.
 *
 * @param storage where the weights go
 * @param producer what the file names as the tool that wrote it
 * @param shapes shapes of inputs whose extents the graph leaves open, for a file in which they are
 *     fixed
 * @param values inputs that become constants of the file, which then lists them as inputs no more;
 *     the tensors are the caller's, and stay open while the file is written
 */
public record ExportOptions(
    Storage storage, String producer, Map<String, Shape> shapes, Map<String, Tensor> values) {

  /** Where weights go. */
  public enum Storage {
    /** Into the model's file, which protobuf limits to 2 GiB. */
    INSIDE,
    /**
     * Into one file beside it, whose name is the model's with {@code .data} behind; of any size.
     */
    EXTERNAL
  }

  /** Weights inside, extents as the graph has them. */
  public static final ExportOptions DEFAULT =
      new ExportOptions(Storage.INSIDE, "fovea", Map.of(), Map.of());

  /** Copies the maps. */
  public ExportOptions {
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns these options with another place for the weights. */
  public ExportOptions storage(Storage changed) {
    return new ExportOptions(changed, producer, shapes, values);
  }

  /** Returns these options with another producer. */
  public ExportOptions producer(String changed) {
    return new ExportOptions(storage, changed, shapes, values);
  }

  /** Returns these options with the shape of one more input fixed. */
  public ExportOptions shape(String input, Shape shape) {
    Map<String, Shape> changed = new LinkedHashMap<>(shapes);
    changed.put(input, shape);
    return new ExportOptions(storage, producer, changed, values);
  }

  /** Returns these options with one more input as a constant. */
  public ExportOptions value(String input, Tensor value) {
    Map<String, Tensor> changed = new LinkedHashMap<>(values);
    changed.put(input, value);
    return new ExportOptions(storage, producer, shapes, changed);
  }
}

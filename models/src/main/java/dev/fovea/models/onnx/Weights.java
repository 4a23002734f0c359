package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a model's tensors from its file or from files beside it, straight into their memory. */
final class Weights implements Closeable {
  private final OnnxFile file;
  private final ExternalData external;

  /**
   * Creates a reader.
   *
   * @param file the model, whose source stays open
   * @param folder where the model lies; null if that is not known
   */
  Weights(OnnxFile file, @Nullable Path folder) {
    this.file = file;
    this.external = new ExternalData(folder);
  }

  /**
   * Returns a tensor of the model; the caller closes it.
   *
   * @throws UnsupportedNodeException if its parts contradict each other, are of a type not read, or
   *     its data are not where they should be
   */
  Tensor read(TensorProto tensor) {
    try {
      ByteRange data =
          ExternalData.isExternal(tensor)
              ? external.data(tensor, OnnxTensors.rawBytes(tensor))
              : file.data(tensor);
      return data == null ? OnnxTensors.of(tensor) : OnnxTensors.of(tensor, data);
    } catch (IOException e) {
      throw new UncheckedIOException("OnnxImporter: tensor " + tensor.getName(), e);
    }
  }

  @Override
  public void close() throws IOException {
    external.close();
  }
}

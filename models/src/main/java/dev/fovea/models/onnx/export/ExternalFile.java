package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file beside the model that takes weights, if there is one. */
final class ExternalFile {
  /** Smaller tensors stay inside, as ONNX's own tool has it: they decide shapes. */
  private static final int LEAST_BYTES = 1024;

  /** Where a tensor may start, so that readers can map it: a page. */
  private static final int ALIGNMENT = 4096;

  private final @Nullable String name;
  private final List<Placed> placed = new ArrayList<>();
  private long end;

  private record Placed(Tensor tensor, long offset) {}

  /** Creates an empty file; without a name, weights stay inside. */
  ExternalFile(@Nullable String name) {
    this.name = name;
  }

  /** Places a tensor and notes where; false if it stays inside. */
  boolean place(TensorProto.Builder head, Tensor tensor) {
    long bytes = TensorData.bytes(tensor);
    if (name == null || bytes < LEAST_BYTES) {
      return false;
    }
    long offset = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    head.setDataLocation(TensorProto.DataLocation.EXTERNAL);
    head.addExternalData(entry("location", name));
    head.addExternalData(entry("offset", Long.toString(offset)));
    head.addExternalData(entry("length", Long.toString(bytes)));
    placed.add(new Placed(tensor, offset));
    end = offset + bytes;
    return true;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  boolean isEmpty() {
    return placed.isEmpty();
  }

  /** Writes the file. */
  void write(OutputStream stream) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(stream, TensorData.CHUNK);
    byte[] gap = new byte[ALIGNMENT];
    long at = 0;
    for (Placed part : placed) {
      out.writeRawBytes(gap, 0, (int) (part.offset() - at));
      TensorData.write(part.tensor(), out);
      at = part.offset() + TensorData.bytes(part.tensor());
    }
    out.flush();
  }
}

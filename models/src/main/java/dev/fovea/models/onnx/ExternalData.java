package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Weights in files beside the model. Only files in or below the model's folder are opened, links
 * followed: a model is untrusted, and must not make others readable. One file is open at a time.
 */
final class ExternalData implements Closeable {
  private static final String EXPECTED = "; expected a file in or below the model's folder";

  private final @Nullable Path folder;
  private @Nullable Path path;
  private @Nullable ByteSource open;

  /** Creates a reader; without a folder, every tensor is refused. */
  ExternalData(@Nullable Path folder) {
    this.folder = folder;
  }

  static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  /**
   * Returns where a tensor's data lie.
   *
   * @param needed how many bytes they are, unless the file says another number
   * @throws UnsupportedNodeException if that is nowhere, or nowhere they may lie
   */
  ByteRange data(TensorProto tensor, long needed) throws IOException {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      if (entries.put(entry.getKey(), entry.getValue()) != null) {
        throw problem(tensor, "says twice what its " + entry.getKey() + " is; expected once");
      }
    }
    String location = entries.getOrDefault("location", "");
    ByteSource file = open(tensor, location);
    long offset = number(tensor, "offset", entries.getOrDefault("offset", "0"));
    long length = number(tensor, "length", entries.getOrDefault("length", Long.toString(needed)));
    long size = file.size();
    if (offset > size || length > size - offset) {
      throw problem(
          tensor,
          "keeps "
              + length
              + " bytes of data at "
              + offset
              + " in "
              + location
              + ", which has "
              + size
              + " bytes; expected it whole; fetch or export it again");
    }
    return new ByteRange(file, offset, length);
  }

  private static long number(TensorProto tensor, String what, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a negative one.
    }
    throw problem(tensor, "has external data of " + what + " " + text + "; expected 0 or more");
  }

  private ByteSource open(TensorProto tensor, String location) throws IOException {
    Path file = resolve(tensor, location);
    ByteSource known = open;
    if (known != null && file.equals(path)) {
      return known;
    }
    close();
    // What was resolved is no link; should it become one now, it is not followed.
    ByteSource opened = ByteSource.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    open = opened;
    path = file;
    return opened;
  }

  private Path resolve(TensorProto tensor, String location) throws IOException {
    String where = "keeps its data in \"" + location + "\"";
    if (folder == null) {
      throw problem(
          tensor, where + "; expected them inside, or a model that is read from its folder");
    }
    try {
      Path root = folder.toRealPath();
      Path lexical = root.resolve(location).normalize();
      if (location.isEmpty() || !lexical.startsWith(root)) {
        throw problem(tensor, where + ", which is outside" + EXPECTED);
      }
      Path real = lexical.toRealPath();
      if (!real.startsWith(root)) {
        throw problem(tensor, where + ", a link that leads outside" + EXPECTED);
      }
      if (!Files.isRegularFile(real)) {
        throw problem(tensor, where + ", which is no file" + EXPECTED);
      }
      return real;
    } catch (InvalidPathException e) {
      throw problem(tensor, where + ", which is no path" + EXPECTED);
    } catch (NoSuchFileException e) {
      throw problem(tensor, where + ", which does not exist" + EXPECTED);
    } catch (FileSystemException e) {
      throw problem(
          tensor, where + ", which cannot be followed (" + e.getReason() + ")" + EXPECTED);
    }
  }

  private static UnsupportedNodeException problem(TensorProto tensor, String reason) {
    return OnnxTensors.problem(tensor, reason);
  }

  @Override
  public void close() throws IOException {
    ByteSource known = open;
    open = null;
    path = null;
    if (known != null) {
      known.close();
    }
  }
}

package dev.fovea.backend.simd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tensors against a page that nobody may read or write: one byte beyond them, and the JVM crashes.
 */
final class GuardPages {
  private static final Path LIBRARY =
      Path.of("target/cmake", System.mapLibraryName("fovea_guard")).toAbsolutePath();

  /** Which edge of a tensor touches such a page. */
  enum Edge {
    FIRST,
    LAST
  }

  private GuardPages() {}

  /** Skips the test where the native tests were not built. */
  static void require() {
    assumeTrue(Files.exists(LIBRARY), "not built: " + LIBRARY);
    System.load(LIBRARY.toString());
  }

  /** Returns a zeroed tensor that touches a guard page with its last byte or its first. */
  static Tensor allocate(TensorDesc desc, Edge edge) {
    return allocate(desc, desc.bytes(), edge);
  }

  /** Returns scratch memory, which begins at a multiple of {@link Tensor#ALIGNMENT}. */
  static Tensor scratch(long bytes, Edge edge) {
    long whole = (bytes + Tensor.ALIGNMENT - 1) / Tensor.ALIGNMENT * Tensor.ALIGNMENT;
    return allocate(TensorDesc.of((int) (whole / Float.BYTES)), whole, edge);
  }

  private static Tensor allocate(TensorDesc desc, long bytes, Edge edge) {
    long buffer = map(bytes, edge == Edge.LAST ? 1 : 0);
    return Tensor.wrap(desc, address(buffer), bytes, () -> unmap(buffer));
  }

  private static native long map(long bytes, int last);

  private static native long address(long buffer);

  private static native void unmap(long buffer);
}

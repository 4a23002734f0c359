package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fovea.Backends;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Imports files that may hold anything, and compiles what imports: the answer is a graph or an
 * exception that is documented, within bounds of time and memory, and nothing is left behind. What
 * never ends is for the caller's timeout.
 */
final class HostileHarness implements AutoCloseable {
  private static final double MAX_SECONDS = 10;
  private static final long MAX_ALLOCATED = 64L << 20;
  private static final long MAX_ALLOCATED_PER_BYTE = 2_000;
  private static final long MAX_INPUT = 1 << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Backend backend = Backends.discover().open("reference");
  private final Path folder;

  int imported;
  int refused;
  int compiled;
  double slowestSeconds;
  long mostAllocated;

  /**
   * Creates a harness.
   *
   * @param folder where files are written; holds the weights of {@link HostileCorpus#external}
   */
  HostileHarness(Path folder) throws IOException {
    this.folder = folder;
    Files.write(folder.resolve(HostileCorpus.WEIGHTS), new byte[HostileCorpus.WEIGHTS_BYTES]);
  }

  /**
   * Tells whether a file imports.
   *
   * @param asFile whether it is read from a folder, where external data may lie
   */
  boolean imports(byte[] bytes, boolean asFile) throws IOException {
    Path file = folder.resolve("hostile.onnx");
    if (asFile) {
      Files.write(file, bytes);
    }
    long live = Tensor.liveBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    boolean imports = true;
    try (Graph graph = asFile ? OnnxImporter.read(file) : read(bytes)) {
      imported++;
      compile(graph);
    } catch (OnnxImportException e) {
      assertThat(e).hasMessageStartingWith("OnnxImporter[hostile.onnx]: ");
      assertThat(e.problems()).isNotEmpty();
      refused++;
      imports = false;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(Tensor.liveBytes()).as("bytes off the heap").isEqualTo(live);
    assertThat(seconds).as("seconds").isLessThan(MAX_SECONDS);
    assertThat(allocated)
        .as("bytes on the heap")
        .isLessThan(MAX_ALLOCATED + MAX_ALLOCATED_PER_BYTE * bytes.length);
    slowestSeconds = Math.max(slowestSeconds, seconds);
    mostAllocated = Math.max(mostAllocated, allocated);
    return imports;
  }

  private static Graph read(byte[] bytes) {
    return OnnxImporter.read(new ByteArrayInputStream(bytes), "hostile.onnx");
  }

  /** Compiles the graph for inputs that are small; what does not fit together is refused. */
  private void compile(Graph graph) {
    try (Session session =
        Session.open(graph, backend, SessionOptions.DEFAULT.threads(1).maxBytes(MAX_ALLOCATED))) {
      Map<String, TensorDesc> inputs = new LinkedHashMap<>();
      for (GraphInput input : graph.inputs()) {
        int[] dims = new int[input.dims().size()];
        for (int axis = 0; axis < dims.length; axis++) {
          dims[axis] = input.dims().get(axis) instanceof Dim.Fixed fixed ? fixed.size() : 2;
        }
        Shape shape = Shape.of(dims);
        if (shape.elements() > MAX_INPUT) {
          return;
        }
        inputs.put(input.name(), TensorDesc.of(input.dtype(), shape));
      }
      session.explain(inputs);
      compiled++;
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  String figures() {
    return String.format(
        "%,d files: %,d refused, %,d imported, %,d of them compiled; slowest %.3f s, most heap"
            + " allocated %,d KiB",
        imported + refused, refused, imported, compiled, slowestSeconds, mostAllocated >> 10);
  }

  @Override
  public void close() {
    backend.close();
  }
}

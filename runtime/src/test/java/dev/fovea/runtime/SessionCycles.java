package dev.fovea.runtime;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens, runs and closes 10,000 sessions and ends with 1 if memory grew.
 *
 * <p>Live bytes must be the same after every cycle. Resident memory, where the system tells it, may
 * grow by {@link #MARGIN_KILOBYTES}: compiled code and the allocator's caches. The heap is fixed
 * and touched in advance, so it does not count. Keeping hold of the arena or the result of every
 * cycle would cost 40 MB each.
 */
final class SessionCycles {
  private static final int WARM_UP = 5_000;
  private static final int CYCLES = 10_000;
  private static final int VALUES = 1024;
  private static final long MARGIN_KILOBYTES = 24 * 1024;
  private static final Path STATUS = Path.of("/proc/self/status");

  private SessionCycles() {}

  public static void main(String[] args) throws IOException {
    Graph.Builder net = Graph.builder("two").input(Nets.input("x", "N"));
    Nets.relu(net, "relu1", "x");
    Nets.relu(net, "relu2", "relu1");
    try (Graph graph = net.output("relu2").build();
        Backend backend = Nets.reference();
        Tensor x = Nets.random(Shape.of(VALUES), 1)) {
      long live = Tensor.liveBytes();
      for (int i = 0; i < WARM_UP; i++) {
        openRunClose(graph, backend, x);
      }
      long resident = residentKilobytes();
      for (int i = 0; i < CYCLES; i++) {
        openRunClose(graph, backend, x);
        require(Tensor.liveBytes() == live, "live bytes grew to " + Tensor.liveBytes());
      }
      long growth = residentKilobytes() - resident;
      System.out.println("resident " + resident + " kB, grew by " + growth + " kB");
      require(growth < MARGIN_KILOBYTES, "resident memory grew");
    }
  }

  private static void openRunClose(Graph graph, Backend backend, Tensor x) {
    try (Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2))) {
      session.run(Map.of("x", x)).values().forEach(Tensor::close);
    }
  }

  private static void require(boolean ok, String problem) {
    if (!ok) {
      System.out.println(problem);
      System.exit(1);
    }
  }

  private static long residentKilobytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    System.gc();
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}

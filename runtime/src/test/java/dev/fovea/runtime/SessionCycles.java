package dev.fovea.runtime;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static final int SIDE = 8;
  private static final long MARGIN_KILOBYTES = 24 * 1024;
  private static final Path STATUS = Path.of("/proc/self/status");

  private SessionCycles() {}

  public static void main(String[] args) throws IOException {
    Graph.Builder net = Graph.builder("small").input(Nets.input("x", "N", 1, SIDE, SIDE));
    Nets.normalised(net, "conv", "x", Conv2d.of(1, 4, Window2d.of(3).pad(1)).bias(false));
    Nets.relu(net, "relu", "conv");
    net.node("flat", new Flatten(1), List.of("relu"), List.of("flat"));
    Nets.dense(net, "dense", "flat", Dense.of(4 * SIDE * SIDE, 2));
    try (Graph graph = net.output("dense").build();
        Backend backend = Nets.backend();
        Tensor x = Nets.random(Shape.of(1, 1, SIDE, SIDE), 1)) {
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
    WeightStore store = new WeightStore();
    SessionOptions options = SessionOptions.DEFAULT.threads(2).weights(store);
    try (Session session = Session.open(graph, backend, options)) {
      session.run(Map.of("x", x)).values().forEach(Tensor::close);
      require(store.bytes() > 0, "no weights were packed");
    }
    require(store.bytes() == 0, "the store keeps " + store.bytes() + " bytes");
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

package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.Backends;
import dev.fovea.models.onnx.RandomGraphTable.Entry;
import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.Folders;
import dev.fovea.models.support.OnnxRuntime;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every backend agrees with ONNX Runtime on random graphs of 5 to 40 nodes with branches,
 * concatenations and residuals, opsets 7 to 22; {@link RandomGraphTable} tells what they are made
 * of.
 *
 * <p>200 graphs run in the build, 1,000 with {@code -Dfovea.full=true}, where each entry of the
 * table must be in at least 10. A graph's number is its seed; {@code -Dfovea.graph=N} runs one. A
 * failure shows the graph, and the first of its values that differs. What ONNX Runtime refuses is
 * made anew; what Fovea refuses is a failure.
 */
class RandomGraphsTest {
  private static final boolean FULL = Boolean.getBoolean("fovea.full");
  private static final int GRAPHS = Integer.getInteger("fovea.graphs", FULL ? 1_000 : 200);
  private static final int LEAST = 10;
  private static final int TRIES = 20;

  private final List<Backend> backends =
      Folders.backends().stream().map(name -> Backends.discover().open(name)).toList();
  private final Map<String, Integer> coverage = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private int nodes;
  private int refused;

  @AfterEach
  void close() {
    backends.forEach(Backend::close);
  }

  @Test
  void everyBackendAgreesOnRandomGraphs() {
    List<Entry> entries = RandomGraphTable.entries();
    entries.forEach(entry -> coverage.put(entry.feature(), 0));
    Integer only = Integer.getInteger("fovea.graph");
    int end = only == null ? GRAPHS : only + 1;
    long live = Tensor.liveBytes();
    for (int i = only == null ? 0 : only; i < end; i++) {
      boolean judged = false;
      for (int attempt = 0; !judged && attempt < TRIES; attempt++) {
        judged = judge(make(entries, i, attempt), "graph " + i + ", attempt " + attempt);
      }
      assertThat(judged).as("graph %d, which ONNX Runtime runs", i).isTrue();
    }
    report();
    assertThat(failures).isEmpty();
    assertThat(Tensor.liveBytes()).isEqualTo(live);
    if (FULL && only == null) {
      assertThat(coverage).allSatisfy(RandomGraphsTest::requireCovered);
    }
  }

  private static void requireCovered(String feature, int graphs) {
    assertThat(graphs).as("graphs with %s", feature).isGreaterThanOrEqualTo(LEAST);
  }

  /** Graph i has entry i, and others that its opset knows: rather those that few opsets know. */
  static RandomGraph make(List<Entry> entries, int i, int attempt) {
    Random random = new Random(i * 1_000L + attempt);
    Entry first = entries.get(i % entries.size());
    int opset = first.since() + random.nextInt(first.until() - first.since() + 1);
    RandomGraph graph = new RandomGraph(opset, random);
    List<Entry> known = entries.stream().filter(entry -> entry.fits(opset)).toList();
    double[] weights = known.stream().mapToDouble(Entry::weight).toArray();
    int target = graph.between(5, 33);
    first.addTo(graph);
    while (graph.nodes() < target) {
      known.get(choose(weights, random)).addTo(graph);
    }
    return graph;
  }

  private static int choose(double[] weights, Random random) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = random.nextDouble() * sum;
    int chosen = 0;
    while (chosen < weights.length - 1 && left >= weights[chosen]) {
      left -= weights[chosen++];
    }
    return chosen;
  }

  /** Compares one graph; false if ONNX Runtime refuses it. */
  private boolean judge(RandomGraph graph, String name) {
    assertThat(graph.nodes()).as(name).isBetween(5, 40);
    try {
      String problem = compare(graph, false);
      if (!problem.isEmpty()) {
        String first = compare(graph, true);
        failures.add(name + ": " + problem + "\nall values observed: " + first + "\n" + graph);
      }
    } catch (OrtException e) {
      refused++;
      System.out.println(name + " is refused by ONNX Runtime: " + e.getMessage());
      return false;
    } finally {
      graph.close();
    }
    nodes += graph.nodes();
    graph.features().forEach(feature -> coverage.merge(feature, 1, Integer::sum));
    return true;
  }

  /**
   * Returns what is wrong with a backend's outputs, or an empty text.
   *
   * @param allValues whether every value is an output, or only those that no node reads
   */
  private String compare(RandomGraph graph, boolean allValues) throws OrtException {
    byte[] model = graph.model(allValues).toByteArray();
    Map<String, Tensor> expected = OnnxRuntime.run(model, graph.inputs());
    try (Graph read = OnnxImporter.read(new ByteArrayInputStream(model), "random graph")) {
      for (Backend backend : backends) {
        String problem = compare(read, backend, graph.inputs(), expected);
        if (!problem.isEmpty()) {
          return "on " + backend.name() + ": " + problem;
        }
      }
      return "";
    } catch (RuntimeException e) {
      return "Fovea throws " + e;
    } finally {
      expected.values().forEach(Tensor::close);
    }
  }

  private static String compare(
      Graph graph, Backend backend, Map<String, Tensor> inputs, Map<String, Tensor> expected) {
    try (Session session = Session.open(graph, backend)) {
      Map<String, Tensor> actual = session.run(inputs);
      try {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        return expected.entrySet().stream()
            .map(e -> Agreement.problem(e.getKey(), actual.get(e.getKey()), e.getValue()))
            .filter(problem -> !problem.isEmpty())
            .findFirst()
            .orElse("");
      } finally {
        actual.values().forEach(Tensor::close);
      }
    }
  }

  private void report() {
    System.out.printf(
        "ONNX Runtime and %s: %d random graphs, %d nodes, %d disagree, %d made anew%n",
        Folders.backends(), GRAPHS, nodes, failures.size(), refused);
    coverage.forEach((feature, graphs) -> System.out.printf("  %5d  %s%n", graphs, feature));
  }
}

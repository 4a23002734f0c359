package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.Backends;
import dev.fovea.op.Linear;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An untrained network can be told from a broken one: whatever its depth, each layer's output has a
 * size that the next one can work with, and two pictures lead to different scores.
 */
class InitialisationTest {
  /** Ten times what backends may differ by (1e-4), so that no rounding counts as a difference. */
  private static final double APART = 1e-3;

  static List<Architecture> all() {
    return ZooCases.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void signalsNeitherFadeNorSwellAndPicturesAreToldApart(Architecture architecture) {
    ZooOptions options = ZooCases.FULL ? architecture.options() : ZooCases.half(architecture);
    Map<String, Moments> layers = new LinkedHashMap<>();
    Map<String, List<float[]>> scores = new LinkedHashMap<>();
    try (Graph graph = architecture.build(options)) {
      Set<String> linear = linear(graph);
      SessionOptions observing = SessionOptions.DEFAULT.observe(linear).threads(2);
      List<Tensor> pictures = ZooCases.pictures(architecture, options);
      try (Backend backend = Backends.discover().open("blas");
          Session session = Session.open(graph, backend, observing)) {
        for (Tensor picture : pictures) {
          Map<String, Tensor> values = session.run(Map.of("input", picture));
          linear.forEach(
              name -> layers.computeIfAbsent(name, none -> new Moments()).add(values.get(name)));
          graph
              .outputs()
              .forEach(
                  name ->
                      scores
                          .computeIfAbsent(name, none -> new ArrayList<>())
                          .add(values.get(name).toFloats()));
          values.values().forEach(Tensor::close);
        }
      } finally {
        pictures.forEach(Tensor::close);
      }
    }
    print(architecture, options, layers, scores);
    layers.forEach(
        (layer, moments) -> assertThat(moments.deviation()).as(layer).isBetween(0.1, 10.0));
    scores.forEach((output, two) -> assertThat(apart(two)).as(output).isGreaterThan(APART));
  }

  private static Set<String> linear(Graph graph) {
    Set<String> names = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.source() instanceof OpSource.Fixed fixed && fixed.op() instanceof Linear) {
        names.add(node.outputs().get(0));
      }
    }
    return names;
  }

  /** The largest difference between two results, measured by the largest value. */
  private static double apart(List<float[]> two) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < two.get(0).length; i++) {
      double a = two.get(0)[i];
      double b = two.get(1)[i];
      difference = Math.max(difference, Math.abs(a - b));
      largest = Math.max(largest, Math.max(Math.abs(a), Math.abs(b)));
    }
    return difference / largest;
  }

  private static void print(
      Architecture architecture,
      ZooOptions options,
      Map<String, Moments> layers,
      Map<String, List<float[]>> scores) {
    double[] deviations = layers.values().stream().mapToDouble(Moments::deviation).toArray();
    System.out.printf(
        "%-20s %dx%d, %3d layers: deviation %.2f to %.2f, at last %.2f; pictures are %s apart%n",
        architecture.name(),
        options.input().h(),
        options.input().w(),
        deviations.length,
        Arrays.stream(deviations).min().orElseThrow(),
        Arrays.stream(deviations).max().orElseThrow(),
        deviations[deviations.length - 1],
        scores.values().stream().map(two -> String.format("%.3f", apart(two))).toList());
  }

  /** Mean and standard deviation of all that was added. */
  private static final class Moments {
    private long count;
    private double sum;
    private double squares;

    void add(Tensor tensor) {
      for (float value : tensor.toFloats()) {
        count++;
        sum += value;
        squares += (double) value * value;
      }
    }

    double mean() {
      return sum / count;
    }

    double deviation() {
      return Math.sqrt(squares / count - mean() * mean());
    }
  }
}

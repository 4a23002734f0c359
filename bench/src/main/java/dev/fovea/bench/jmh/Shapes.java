package dev.fovea.bench.jmh;

import dev.fovea.conformance.Problem;
import dev.fovea.conformance.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of problems, one a line, in the kit's own words: those of {@code shapes/NAME.txt} here, and
 * {@value #KIT}, the shapes that every backend is tested with.
 */
public final class Shapes {
  /** The name of the kit's own shapes. */
  static final String KIT = "kit";

  /** Matrix products. */
  static final String GEMM = "gemm";

  /** The layers of networks. */
  public static final List<String> NETWORKS =
      List.of("resnet50", "vgg16", "googlenet", "mobilenet_v2", "squeezenet1_1");

  /** The layers of networks, and edges. */
  static final List<String> LAYERS =
      List.of("resnet50", "vgg16", "googlenet", "mobilenet_v2", "squeezenet1_1", "edge");

  private static final Pattern TIMES = Pattern.compile("# (\\d+) times");

  private Shapes() {}

  /**
   * Returns the lines of a list.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static List<String> of(String name) {
    if (name.equals(KIT)) {
      return kit();
    }
    return text(name).stream()
        .map(line -> line.replaceFirst("#.*", "").trim())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** Returns the lines of a list of layers, each with how often its network holds it. */
  public static Map<String, Integer> counted(String name) {
    Map<String, Integer> counted = new LinkedHashMap<>();
    for (String line : text(name)) {
      String problem = line.replaceFirst("#.*", "").trim();
      Matcher times = TIMES.matcher(line);
      if (!problem.isEmpty()) {
        counted.merge(problem, times.find() ? Integer.parseInt(times.group(1)) : 1, Math::addExact);
      }
    }
    return counted;
  }

  private static List<String> text(String name) {
    try (InputStream stream =
        Shapes.class.getResourceAsStream("/dev/fovea/bench/shapes/" + name + ".txt")) {
      if (stream == null) {
        throw new IllegalArgumentException(
            "Shapes: no list '" + name + "'; expected one of " + LAYERS + ", " + GEMM + ", " + KIT);
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first word of the kit's lines is a rule; here it is the operator. */
  private static List<String> kit() {
    List<String> lines = new ArrayList<>();
    for (String operator : Problems.operators().stream().sorted().toList()) {
      for (Problem problem : Problems.of(operator)) {
        lines.add(problem.name().replaceFirst("^\\S+", operator));
      }
    }
    return lines.stream().distinct().toList();
  }
}

package dev.fovea.cli;

import dev.fovea.op.ReceptiveField;
import dev.fovea.runtime.Explanation;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the layers of a network with their sizes and costs. */
@Command(
    name = "summary",
    description = {
      "Show the layers of a network: output shape, parameters, multiply-adds, receptive field and"
          + " stride, both in pixels of the input; then totals, and the share of fully connected"
          + " layers."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  fovea summary squeezenet/model.onnx",
      "  fovea summary vgg16 --classes 10",
      "  fovea summary detector.onnx --shape input=1x3x320x320"
    })
final class SummaryCommand implements Callable<Integer> {
  private static final Set<String> FULLY_CONNECTED = Set.of("Dense", "Gemm", "MatMul");

  private final Terminal terminal;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private InputShapes shapes = new InputShapes();

  @Mixin private ModelArgument model = new ModelArgument();

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  SummaryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    // Layer by layer as the file says, before anything is fused.
    SessionOptions options = engine.session().optimise(false);
    ModelSource source = model.source();
    try (Waiting waiting = Waiting.on(terminal, "reading " + source.name());
        Graph graph = source.sketch();
        Backend backend = engine.open();
        Session session = Session.open(graph, backend, options)) {
      Explanation layers = session.explain(shapes.of(graph));
      waiting.close();
      if (json) {
        Json.print(terminal.out(), report(layers, source.learnedParameters()));
      } else {
        print(layers, source.learnedParameters());
      }
    }
    return 0;
  }

  private void print(Explanation layers, OptionalLong learned) {
    Columns columns =
        new Columns(
            "layer", "operator", "output", ">parameters", ">multiply-adds", ">field", ">stride");
    for (Explanation.Step layer : layers.steps()) {
      columns.row(
          String.join("+", layer.nodes()),
          layer.operator(),
          layer.dsts().get(0).shape().toString(),
          number(layer.parameters()),
          number(layer.multiplyAdds()),
          field(layer.receptiveField()),
          stride(layer.receptiveField()));
    }
    columns.print(terminal.out());
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%n%s: %,d parameters (%.1f MB as float32), %,d multiply-adds%n"
                + "fully connected layers hold %.1f %% of the parameters and %.1f %% of the"
                + " multiply-adds%n",
            layers.network(),
            layers.parameterCount(),
            layers.parameterCount() * 4 / 1e6,
            layers.multiplyAdds(),
            100 * share(fullyConnected(layers, true), layers.parameterCount()),
            100 * share(fullyConnected(layers, false), layers.multiplyAdds()));
    if (learned.orElse(layers.parameterCount()) != layers.parameterCount()) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "%,d of the parameters are learned; the others are given%n",
              learned.getAsLong());
    }
  }

  private static String number(long value) {
    return value == 0 ? "-" : String.format(Locale.ROOT, "%,d", value);
  }

  private static String field(@Nullable ReceptiveField field) {
    return field == null
        ? "-"
        : String.format(Locale.ROOT, "%.0fx%.0f", field.height(), field.width());
  }

  private static String stride(@Nullable ReceptiveField field) {
    return field == null
        ? "-"
        : String.format(Locale.ROOT, "%sx%s", plain(field.jumpH()), plain(field.jumpW()));
  }

  /** A transposed convolution may step by less than a pixel. */
  private static String plain(double jump) {
    return jump == Math.rint(jump)
        ? Long.toString((long) jump)
        : String.format(Locale.ROOT, "%.2f", jump);
  }

  private static long fullyConnected(Explanation layers, boolean parameters) {
    return layers.steps().stream()
        .filter(layer -> FULLY_CONNECTED.contains(layer.operator()))
        .mapToLong(layer -> parameters ? layer.parameters() : layer.multiplyAdds())
        .sum();
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }

  private static Map<String, Object> report(Explanation layers, OptionalLong learned) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Explanation.Step layer : layers.steps()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("nodes", layer.nodes());
      row.put("operator", layer.operator());
      row.put("output", layer.dsts().get(0).shape().toString());
      row.put("parameters", layer.parameters());
      row.put("multiplyAdds", layer.multiplyAdds());
      row.put("receptiveField", layer.receptiveField());
      rows.add(row);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("network", layers.network());
    report.put("layers", rows);
    report.put("parameters", layers.parameterCount());
    learned.ifPresent(count -> report.put("learnedParameters", count));
    report.put("multiplyAdds", layers.multiplyAdds());
    report.put("fullyConnectedParameters", fullyConnected(layers, true));
    report.put("fullyConnectedMultiplyAdds", fullyConnected(layers, false));
    return report;
  }
}

package dev.fovea.cli;

import dev.fovea.runtime.Explanation;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the compiled plan of a network. */
@Command(
    name = "explain",
    description = {
      "Show what a backend makes of a network: fused steps, algorithms, shapes, bytes moved and the"
          + " memory of intermediate values. No weights are packed and nothing runs."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  fovea explain squeezenet/model.onnx --backend blas",
      "  fovea explain resnet50 --size 64"
    })
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private InputShapes shapes = new InputShapes();

  @Mixin private ModelArgument model = new ModelArgument();

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ModelSource source = model.source();
    try (Waiting waiting = Waiting.on(terminal, "reading " + source.name());
        Graph graph = source.open();
        Backend backend = engine.open();
        Session session = Session.open(graph, backend, engine.session())) {
      Explanation explanation = session.explain(shapes.of(graph));
      waiting.close();
      if (json) {
        Json.print(terminal.out(), report(explanation));
      } else {
        terminal.out().println(explanation);
      }
    }
    return 0;
  }

  private static Map<String, Object> report(Explanation explanation) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Explanation.Step step : explanation.steps()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("nodes", step.nodes());
      row.put("operator", step.operator());
      row.put("algorithm", step.algorithm());
      row.put("reads", step.srcs().stream().map(TensorDesc::toString).toList());
      row.put("makes", step.dsts().stream().map(TensorDesc::toString).toList());
      row.put("parameters", step.parameters());
      row.put("multiplyAdds", step.multiplyAdds());
      row.put("movedBytes", step.movedBytes());
      steps.add(row);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("network", explanation.network());
    report.put("backend", explanation.backend());
    report.put("steps", steps);
    report.put("parameters", explanation.parameterCount());
    report.put("multiplyAdds", explanation.multiplyAdds());
    report.put("arenaBytes", explanation.arenaBytes());
    report.put("activationBytes", explanation.activationBytes());
    return report;
  }
}

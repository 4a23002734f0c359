package dev.fovea.runtime;

import dev.fovea.op.ReceptiveField;
import dev.fovea.spi.ErrorModel;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a session does for inputs of certain shapes, step by step; {@link #toString} is a table.
 *
 * @param network the graph's name
 * @param backend the backend's name
 * @param steps what runs, in order
 * @param arenaBytes the memory in which intermediate values share their place
 * @param activationBytes what everything that steps make would take side by side
 */
public record Explanation(
    String network, String backend, List<Step> steps, long arenaBytes, long activationBytes) {
  /** The algorithm of a step that costs nothing: what it makes shares the memory it reads. */
  public static final String VIEW = "view";

  /** Creates an explanation. */
  public Explanation {
    steps = List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param nodes names of the graph's nodes it runs
   * @param operator the operator's type
   * @param algorithm what the backend chose, or {@link #VIEW}
   * @param srcs what it reads, parameters included
   * @param dsts what it makes
   * @param parameters learned values
   * @param multiplyAdds multiply-adds, as published tables count them
   * @param receptiveField the part of the input that one position depends on; null if it depends on
   *     none
   * @param movedBytes what it reads, parameters included, and writes; 0 for a view
   * @param errorModel how far what it makes may lie from what its nodes would make in exact
   *     arithmetic; null for a view
   */
  public record Step(
      List<String> nodes,
      String operator,
      String algorithm,
      List<TensorDesc> srcs,
      List<TensorDesc> dsts,
      long parameters,
      long multiplyAdds,
      @Nullable ReceptiveField receptiveField,
      long movedBytes,
      @Nullable ErrorModel errorModel) {
    /** Creates a step. */
    public Step {
      nodes = List.copyOf(nodes);
      srcs = List.copyOf(srcs);
      dsts = List.copyOf(dsts);
    }
  }

  /** Returns the learned values of all steps; weights that two steps share count twice. */
  public long parameterCount() {
    return steps.stream().mapToLong(Step::parameters).sum();
  }

  /** Returns the multiply-adds of all steps. */
  public long multiplyAdds() {
    return steps.stream().mapToLong(Step::multiplyAdds).sum();
  }

  @Override
  public String toString() {
    TextTable table =
        TextTable.of(
            "node",
            "operator",
            "algorithm",
            "shapes",
            ">parameters",
            ">multiply-adds",
            ">receptive field",
            ">bytes moved");
    for (Step step : steps) {
      ReceptiveField field = step.receptiveField();
      table.row(
          String.join("+", step.nodes()),
          step.operator(),
          step.algorithm(),
          shapes(step),
          number(step.parameters()),
          number(step.multiplyAdds()),
          field == null ? "-" : size(field),
          number(step.movedBytes()));
    }
    return String.format(
        Locale.ROOT,
        "%s on %s%n%s%n%,d parameters, %,d multiply-adds%narena %,d bytes for %,d of activations",
        network,
        backend,
        table,
        parameterCount(),
        multiplyAdds(),
        arenaBytes,
        activationBytes);
  }

  private static String shapes(Step step) {
    List<String> srcs = new ArrayList<>();
    step.srcs().forEach(src -> srcs.add(src.shape().toString()));
    List<String> dsts = new ArrayList<>();
    step.dsts().forEach(dst -> dsts.add(dst.shape().toString()));
    return String.join(" ", srcs) + " -> " + String.join(" ", dsts);
  }

  private static String size(ReceptiveField field) {
    return String.format(Locale.ROOT, "%.0fx%.0f", field.height(), field.width());
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}

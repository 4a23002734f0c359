package dev.fovea.spi;

import java.util.Set;

/**
 * What a plan needs to know beside operator and descriptors.
 *
 * @param node the node's name for messages; empty if there is none
 * @param variableParameters ports of parameters that come with every run instead of at build
 */
public record PlanOptions(String node, Set<String> variableParameters) {
  /** No name, every parameter constant. */
  public static final PlanOptions DEFAULT = new PlanOptions("", Set.of());

  /** Creates options. */
  public PlanOptions {
    variableParameters = Set.copyOf(variableParameters);
  }

  /** Returns options that name the node. */
  public static PlanOptions named(String node) {
    return new PlanOptions(node, Set.of());
  }

  /** Returns these options with these parameters variable. */
  public PlanOptions variable(String... ports) {
    return new PlanOptions(node, Set.of(ports));
  }
}

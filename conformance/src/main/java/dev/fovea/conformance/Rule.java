package dev.fovea.conformance;

import java.util.List;

/**
 * A numbered requirement on every backend.
 *
 * @param id operator, number and feature: {@code conv2d_05_dilation}
 * @param requirement what must hold
 * @param reason why, and what to look at when it fails
 * @param checks what is looked at
 */
public record Rule(String id, String requirement, String reason, List<Check> checks) {
  /** Creates a rule. */
  public Rule {
    checks = List.copyOf(checks);
  }
}

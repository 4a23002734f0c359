package dev.fovea.models.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names of which each is given out once; who comes late gets one with a number behind it. Not
 * thread-safe.
 */
public final class UniqueNames {
  private final Set<String> taken;
  private final Map<String, Integer> lastNumbers = new HashMap<>();

  /** Creates a source of names that gives out none of those taken. */
  public UniqueNames(Collection<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /** Returns the wanted name or one like it, which is taken from now on. */
  public String take(String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      // Counting on from the last one keeps files full of equal names fast.
      name = wanted + "_" + lastNumbers.merge(wanted, 2, (last, two) -> last + 1);
    }
    return name;
  }
}

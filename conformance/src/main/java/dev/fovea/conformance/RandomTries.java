package dev.fovea.conformance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/** Ends a property early unless {@code -Dfovea.full=true}: jqwik's own count is a constant. */
final class RandomTries implements AroundTryHook {
  /** Tries of the full run. */
  static final int FULL = 2000;

  private static final int MODEST = 200;

  private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();

  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
    TryExecutionResult result = aTry.execute(parameters);
    String property = context.containerClass().getName() + "." + context.label();
    int done = tries.computeIfAbsent(property, p -> new AtomicInteger()).incrementAndGet();
    boolean enough = done >= MODEST && !Boolean.getBoolean("fovea.full");
    return enough && result.isSatisfied() ? TryExecutionResult.satisfied(true) : result;
  }
}

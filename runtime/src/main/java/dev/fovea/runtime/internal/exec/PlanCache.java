package dev.fovea.runtime.internal.exec;

import dev.fovea.internal.Leases;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plans of a session, the least recently used one dropped first.
 *
 * <p>A dropped plan that is in use is closed when its last run ends. A plan is compiled once, by
 * the first run that asks for it, while others that ask for the same wait. Thread-safe.
 */
public final class PlanCache implements AutoCloseable {
  private final int maxPlans;
  private final Map<PlanKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Creates an empty cache. */
  public PlanCache(int maxPlans) {
    this.maxPlans = maxPlans;
  }

  /** A plan that stays until this is closed, in the cache or not. */
  public static final class Lease implements AutoCloseable {
    private final Entry entry;
    private final CompiledPlan plan;

    private Lease(Entry entry, CompiledPlan plan) {
      this.entry = entry;
      this.plan = plan;
    }

    /** Returns the plan. */
    public CompiledPlan plan() {
      return plan;
    }

    /** Gives the plan back; call it once. */
    @Override
    public void close() {
      entry.leases.release();
    }
  }

  /** Returns the plan of this key, made by {@code compile} unless it is known; close the lease. */
  public Lease lease(PlanKey key, Supplier<CompiledPlan> compile) {
    Entry entry = entry(key);
    try {
      closeEldest();
      return new Lease(entry, entry.plan(compile));
    } catch (RuntimeException | Error e) {
      // The next run may have better luck, for example with memory.
      Closing.after(e, List.of(() -> drop(key, entry), entry.leases::release));
      throw e;
    }
  }

  private synchronized Entry entry(PlanKey key) {
    Entry entry = entries.computeIfAbsent(key, missing -> new Entry());
    // Entries are closed only after they left the map, so this cannot fail.
    entry.leases.tryAcquire();
    return entry;
  }

  private synchronized void closeEldest() {
    List<Runnable> closes = new ArrayList<>();
    Iterator<Entry> eldestFirst = entries.values().iterator();
    while (entries.size() > maxPlans) {
      closes.add(eldestFirst.next().leases::close);
      eldestFirst.remove();
    }
    Closing.all(closes);
  }

  private synchronized void drop(PlanKey key, Entry entry) {
    if (entries.remove(key, entry)) {
      entry.leases.close();
    }
  }

  /** Returns the plans that are compiled and kept. */
  public synchronized List<CompiledPlan> plans() {
    List<CompiledPlan> plans = new ArrayList<>();
    for (Entry entry : entries.values()) {
      CompiledPlan plan = entry.plan;
      if (plan != null) {
        plans.add(plan);
      }
    }
    return plans;
  }

  /** Drops every plan; idempotent. */
  @Override
  public synchronized void close() {
    List<Runnable> closes = new ArrayList<>();
    entries.values().forEach(entry -> closes.add(entry.leases::close));
    entries.clear();
    Closing.all(closes);
  }

  /** A plan, compiled or about to be. */
  private static final class Entry {
    private final Leases leases = new Leases(this::closePlan);
    private volatile @Nullable CompiledPlan plan;
    private @Nullable Throwable failure;

    synchronized CompiledPlan plan(Supplier<CompiledPlan> compile) {
      CompiledPlan known = plan;
      if (known != null) {
        return known;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      try {
        CompiledPlan compiled = compile.get();
        plan = compiled;
        return compiled;
      } catch (RuntimeException | Error e) {
        failure = e;
        throw e;
      }
    }

    private void closePlan() {
      CompiledPlan known = plan;
      if (known != null) {
        known.close();
      }
    }
  }
}

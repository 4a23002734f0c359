package dev.fovea;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The backends that were found, and how to open one.
 *
 * <p>Providers come from {@link ServiceLoader}; each is loaded and probed by itself, so that one
 * with a missing library is a row of the report and not the end of the search. It is probed once,
 * when the answer is needed: opening the fastest backend loads no library of a slower one. Any
 * number of backends may be open at once. Thread-safe.
 */
public final class Backends {
  /** The system property that names the backend to open when the caller names none. */
  public static final String PROPERTY = "fovea.backend";

  /** The environment variable that is asked after the property. */
  public static final String VARIABLE = "FOVEA_BACKEND";

  private static final System.Logger LOG = System.getLogger(Backends.class.getName());

  /** A service configuration that fails this often without an end is given up. */
  private static final int MAX_FAILURES = 100;

  private static final Pattern NAMED_PROVIDER = Pattern.compile("Provider ([\\w.$]+)");

  private final List<FoundProvider> found;

  private Backends(List<FoundProvider> found) {
    this.found = List.copyOf(found);
  }

  /** Searches the class path and module path that this module's loader sees. */
  public static Backends discover() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return discover(context != null ? context : Backends.class.getClassLoader());
  }

  /** Searches with a class loader of the caller's, for example that of a plug-in. */
  public static Backends discover(@Nullable ClassLoader loader) {
    List<FoundProvider> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<BackendProvider>> services =
        ServiceLoader.load(BackendProvider.class, loader).stream().iterator();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        if (!services.hasNext()) {
          break;
        }
        found.add(FoundProvider.of(services.next()));
      } catch (ServiceConfigurationError | LinkageError e) {
        failures++;
        found.add(FoundProvider.broken(providerIn(String.valueOf(e.getMessage())), e));
      }
    }
    return new Backends(found);
  }

  /** Uses these providers and searches nothing. */
  public static Backends of(List<BackendProvider> providers) {
    return new Backends(providers.stream().map(FoundProvider::of).toList());
  }

  /** The service loader names a class that it cannot find in its message only. */
  private static String providerIn(String message) {
    Matcher provider = NAMED_PROVIDER.matcher(message);
    return provider.find() ? provider.group(1) : message;
  }

  /** Returns every provider found, what became of it and why. */
  public BackendReport report() {
    return new BackendReport(
        found.stream()
            .map(FoundProvider::row)
            .sorted(
                Comparator.comparing((Row row) -> row.status() == Status.BROKEN)
                    .thenComparing(row -> -row.priority())
                    .thenComparing(Row::name)
                    .thenComparing(Row::provider))
            .toList());
  }

  /**
   * Opens the backend that the system property {@value #PROPERTY} names, else the environment
   * variable {@value #VARIABLE}, else the available one of the highest priority.
   *
   * @throws BackendUnavailableException if the named one cannot be opened (there is no falling
   *     back), none is available, or two share the highest priority
   */
  public Backend open() {
    String named = System.getProperty(PROPERTY, "");
    if (named.isEmpty()) {
      named = System.getenv().getOrDefault(VARIABLE, "");
    }
    return named.isEmpty() ? openByPriority() : open(named);
  }

  /**
   * Opens the backend of this name with default options; see {@link #open(String, BackendOptions)}.
   */
  public Backend open(String name) {
    return open(name, BackendOptions.DEFAULT);
  }

  /**
   * Opens the backend of this name; close it.
   *
   * @throws BackendUnavailableException if there is none, more than one, it cannot run here or
   *     fails to open
   * @throws IllegalArgumentException if it does not know an option
   */
  public Backend open(String name, BackendOptions options) {
    List<FoundProvider> named = found.stream().filter(p -> p.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw unavailable("Backend[" + name + "]: no such backend; expected one of these:");
    }
    if (named.size() > 1) {
      throw unavailable(
          "Backend["
              + name
              + "]: "
              + named.size()
              + " providers have this name ("
              + String.join(", ", named.stream().map(p -> p.row().provider()).toList())
              + "); expected one; remove the others from the class path");
    }
    FoundProvider chosen = named.get(0);
    BackendProvider provider = chosen.usable();
    if (provider == null) {
      throw unavailable("Backend[" + name + "]: cannot be opened: " + chosen.row().reason());
    }
    return open(provider, name, options);
  }

  private Backend openByPriority() {
    List<FoundProvider> ranked = new ArrayList<>(found);
    ranked.sort(Comparator.comparing(p -> -p.priority()));
    FoundProvider best = null;
    for (FoundProvider next : ranked) {
      boolean lower = best != null && next.priority() < best.priority();
      if (lower && !next.isProbed()) {
        continue;
      }
      if (next.usable() == null) {
        LOG.log(
            System.Logger.Level.INFO,
            "backend {0} refused: {1}",
            next.row().name(),
            next.row().reason());
      } else if (best == null) {
        best = next;
      } else if (!lower) {
        throw unavailable(
            "Backend: "
                + best.name()
                + " and "
                + next.name()
                + " share priority "
                + best.priority()
                + "; expected one highest; choose by name, -D"
                + PROPERTY
                + "=<name> or "
                + VARIABLE);
      }
    }
    if (best == null) {
      throw unavailable("Backend: none is available; found:");
    }
    return open(best.name());
  }

  private Backend open(BackendProvider provider, String name, BackendOptions options) {
    try {
      Backend opened = provider.open(options);
      return Objects.requireNonNull(opened, "open() returned null; expected a backend");
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (LinkageError | RuntimeException e) {
      throw new BackendUnavailableException(
          "Backend[" + name + "]: failed to open: " + e, report(), e);
    }
  }

  private BackendUnavailableException unavailable(String problem) {
    return new BackendUnavailableException(problem, report());
  }
}

package dev.fovea;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
 * with a missing library is a row of the report and not the end of the search. Any number of
 * backends may be open at once. Immutable and thread-safe.
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

  private final List<Candidate> candidates;

  private record Candidate(@Nullable BackendProvider provider, Row row) {}

  private Backends(List<Candidate> candidates) {
    this.candidates = candidates;
  }

  /** Searches the class path and module path that this module's loader sees. */
  public static Backends discover() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return discover(context != null ? context : Backends.class.getClassLoader());
  }

  /** Searches with a class loader of the caller's, for example that of a plug-in. */
  public static Backends discover(@Nullable ClassLoader loader) {
    List<Candidate> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<BackendProvider>> services =
        ServiceLoader.load(BackendProvider.class, loader).stream().iterator();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        if (!services.hasNext()) {
          break;
        }
        found.add(load(services.next()));
      } catch (ServiceConfigurationError | LinkageError e) {
        failures++;
        found.add(broken(providerIn(String.valueOf(e.getMessage())), e));
      }
    }
    return new Backends(sorted(found));
  }

  /** Uses these providers and searches nothing. */
  public static Backends of(List<BackendProvider> providers) {
    return new Backends(sorted(providers.stream().map(Backends::probe).toList()));
  }

  private static List<Candidate> sorted(List<Candidate> found) {
    List<Candidate> sorted = new ArrayList<>(found);
    sorted.sort(
        Comparator.comparing((Candidate c) -> c.row.status() == Status.BROKEN)
            .thenComparing(c -> -c.row.priority())
            .thenComparing(c -> c.row.name())
            .thenComparing(c -> c.row.provider()));
    return List.copyOf(sorted);
  }

  private static Candidate load(ServiceLoader.Provider<BackendProvider> service) {
    try {
      return probe(service.get());
    } catch (Throwable t) {
      return broken(service.type().getName(), survivable(t));
    }
  }

  /** Returns what a provider threw, unless the virtual machine itself is broken. */
  private static Throwable survivable(Throwable thrown) {
    if (thrown instanceof InternalError || thrown instanceof UnknownError) {
      throw (VirtualMachineError) thrown;
    }
    return thrown;
  }

  // A provider is foreign code: whatever it throws is a row of the report.
  private static Candidate probe(BackendProvider provider) {
    String type = provider.getClass().getName();
    try {
      String name = Objects.requireNonNull(provider.name(), "name() returned null");
      int priority = provider.priority();
      int version = provider.spiVersion();
      if (version != BackendProvider.SPI_VERSION) {
        String reason =
            "compiled against SPI version "
                + version
                + "; expected "
                + BackendProvider.SPI_VERSION
                + "; use a release of it that matches this Fovea";
        return new Candidate(
            null, new Row(name, type, priority, version, Status.REFUSED, reason, Map.of()));
      }
      Availability found = Objects.requireNonNull(provider.probe(), "probe() returned null");
      Status status = found.available() ? Status.AVAILABLE : Status.REFUSED;
      return new Candidate(
          found.available() ? provider : null,
          new Row(name, type, priority, version, status, found.reason(), found.facts()));
    } catch (Throwable t) {
      return broken(type, survivable(t));
    }
  }

  /** The service loader names a class that it cannot find in its message only. */
  private static String providerIn(String message) {
    Matcher provider = NAMED_PROVIDER.matcher(message);
    return provider.find() ? provider.group(1) : message;
  }

  private static Candidate broken(String provider, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String simple = provider.substring(provider.lastIndexOf('.') + 1);
    return new Candidate(
        null, new Row(simple, provider, 0, 0, Status.BROKEN, root.toString(), Map.of()));
  }

  /** Returns every provider found, what became of it and why. */
  public BackendReport report() {
    return new BackendReport(candidates.stream().map(Candidate::row).toList());
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
    List<Candidate> named = candidates.stream().filter(c -> c.row.name().equals(name)).toList();
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
              + String.join(", ", named.stream().map(c -> c.row.provider()).toList())
              + "); expected one; remove the others from the class path");
    }
    Candidate chosen = named.get(0);
    if (chosen.provider == null) {
      throw unavailable("Backend[" + name + "]: cannot be opened: " + chosen.row.reason());
    }
    return open(chosen.provider, name, options);
  }

  private Backend openByPriority() {
    List<Candidate> usable = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (candidate.provider != null) {
        usable.add(candidate);
      } else {
        LOG.log(
            System.Logger.Level.INFO,
            "backend {0} refused: {1}",
            candidate.row.name(),
            candidate.row.reason());
      }
    }
    if (usable.isEmpty()) {
      throw unavailable("Backend: none is available; found:");
    }
    Candidate best = usable.get(0);
    if (usable.size() > 1 && usable.get(1).row.priority() == best.row.priority()) {
      throw unavailable(
          "Backend: "
              + best.row.name()
              + " and "
              + usable.get(1).row.name()
              + " share priority "
              + best.row.priority()
              + "; expected one highest; choose by name, -D"
              + PROPERTY
              + "=<name> or "
              + VARIABLE);
    }
    return open(best.row.name());
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

package dev.fovea;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.spi.Availability;
import dev.fovea.spi.BackendProvider;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A provider and what became of it. It is foreign code: whatever it throws is a row of the report.
 *
 * <p>It is probed once, when {@link #row} is first asked for, since a probe may load a large
 * library. Thread-safe.
 */
final class FoundProvider {
  private final @Nullable BackendProvider provider;

  /** What is known without a probe; its status is {@code AVAILABLE} if there is one to make. */
  private final Row claim;

  private @Nullable Row row;

  private FoundProvider(@Nullable BackendProvider provider, Row claim) {
    this.provider = provider;
    this.claim = claim;
  }

  static FoundProvider of(ServiceLoader.Provider<BackendProvider> service) {
    try {
      return of(service.get());
    } catch (Throwable t) {
      return broken(service.type().getName(), survivable(t));
    }
  }

  static FoundProvider of(BackendProvider provider) {
    String type = provider.getClass().getName();
    try {
      String name = Objects.requireNonNull(provider.name(), "name() returned null");
      int priority = provider.priority();
      int version = provider.spiVersion();
      boolean fits = version == BackendProvider.SPI_VERSION;
      String reason =
          fits
              ? ""
              : "compiled against SPI version "
                  + version
                  + "; expected "
                  + BackendProvider.SPI_VERSION
                  + "; use a release of it that matches this Fovea";
      Status status = fits ? Status.AVAILABLE : Status.REFUSED;
      return new FoundProvider(
          fits ? provider : null, new Row(name, type, priority, version, status, reason, Map.of()));
    } catch (Throwable t) {
      return broken(type, survivable(t));
    }
  }

  /** Returns one that could not be loaded, made or asked. */
  static FoundProvider broken(String provider, Throwable cause) {
    return new FoundProvider(null, brokenRow(provider, cause));
  }

  private static Row brokenRow(String provider, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String simple = provider.substring(provider.lastIndexOf('.') + 1);
    return new Row(simple, provider, 0, 0, Status.BROKEN, root.toString(), Map.of());
  }

  /** Returns what a provider threw, unless the virtual machine itself is broken. */
  private static Throwable survivable(Throwable thrown) {
    if (thrown instanceof InternalError || thrown instanceof UnknownError) {
      throw (VirtualMachineError) thrown;
    }
    return thrown;
  }

  /** Returns the name it gives itself; for a broken one, what is known of it. */
  String name() {
    return claim.name();
  }

  /** Returns the rank it gives itself; 0 if broken. */
  int priority() {
    return claim.priority();
  }

  /** Tells whether {@link #row} is known without a probe. */
  synchronized boolean isProbed() {
    return row != null || provider == null;
  }

  /** Returns what became of it; probes it, if that has not happened yet. */
  synchronized Row row() {
    if (row == null) {
      row = provider == null ? claim : probe(provider);
    }
    return row;
  }

  private Row probe(BackendProvider untried) {
    try {
      Availability found = Objects.requireNonNull(untried.probe(), "probe() returned null");
      return new Row(
          claim.name(),
          claim.provider(),
          claim.priority(),
          claim.spiVersion(),
          found.available() ? Status.AVAILABLE : Status.REFUSED,
          found.reason(),
          found.facts());
    } catch (Throwable t) {
      return brokenRow(claim.provider(), survivable(t));
    }
  }

  /** Returns the provider if it can open a backend here, else null; see {@link #row}. */
  @Nullable BackendProvider usable() {
    return row().status() == Status.AVAILABLE ? provider : null;
  }
}

package dev.fovea;

import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** A provider that answers as told. */
final class FakeProvider implements BackendProvider {
  private final String name;
  private final int priority;
  private int version = SPI_VERSION;
  private Supplier<Availability> probe = () -> Availability.yes(Map.of("fact", "yes"));
  private Function<BackendOptions, Backend> open;

  FakeProvider(String name, int priority) {
    this.name = name;
    this.priority = priority;
    this.open = options -> backend(name);
  }

  FakeProvider version(int changed) {
    version = changed;
    return this;
  }

  FakeProvider probing(Supplier<Availability> changed) {
    probe = changed;
    return this;
  }

  FakeProvider opening(Function<BackendOptions, Backend> changed) {
    open = changed;
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int spiVersion() {
    return version;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public Availability probe() {
    return probe.get();
  }

  @Override
  public Backend open(BackendOptions options) {
    return open.apply(options);
  }

  static Backend backend(String name) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> method.getName().equals("name") ? name : null);
  }

  static FakeProvider refusing(String name, int priority) {
    return new FakeProvider(name, priority).probing(() -> Availability.no("needs AVX2"));
  }
}

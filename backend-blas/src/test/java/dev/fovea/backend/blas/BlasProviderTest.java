package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.Backends;
import dev.fovea.spi.Availability;
import dev.fovea.spi.BackendOptions;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class BlasProviderTest {

  @Test
  void factsNameLibraryCoreAndThreads() {
    Availability availability = new BlasProvider().probe();
    assertThat(availability.available()).isTrue();
    assertThat(availability.facts())
        .containsEntry("library threads", "1")
        .containsEntry("concurrent calls", String.valueOf(OpenBlas.CONCURRENT_CALLS))
        .containsKeys("core", "javacpp", "platform");
    assertThat(availability.facts().get("library")).startsWith("OpenBLAS 0.3.");
  }

  @Test
  void isChosenBeforeTheReference() {
    assertThat(Backends.discover().open().name()).isEqualTo("blas");
  }

  @Test
  void withoutNativesItIsARowWithTheReason() throws Exception {
    assertThat(refusal(jar -> !isNative(jar)))
        .contains("OpenBLAS cannot be loaded for ", "add org.bytedeco:openblas-platform");
  }

  @Test
  void withoutTheBindingItIsARowWithTheReason() throws Exception {
    assertThat(refusal(jar -> !jar.contains("openblas") && !jar.contains("javacpp")))
        .contains("the Java binding of OpenBLAS is missing or broken");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> open(Map.of("threads", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Backend[blas]: options are [threads]; expected only [scratch]");
    assertThatThrownBy(() -> open(Map.of("scratch", "32M")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Backend[blas]: option scratch is '32M'; expected a number of bytes");
    assertThatThrownBy(() -> open(Map.of("scratch", "100")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Backend[blas]: option scratch is 100; expected at least 65536 bytes");
  }

  private static void open(Map<String, String> options) {
    new BlasProvider().open(new BackendOptions(options)).close();
  }

  private static boolean isNative(String jar) {
    return jar.matches(".*-(linux|macosx|windows)-[a-z0-9_]+\\.jar");
  }

  /** Discovers on a class path of fewer jars, and returns why the backend was refused there. */
  private static String refusal(Predicate<String> keep) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (keep.test(Path.of(entry).getFileName().toString())) {
        urls.add(url(entry));
      }
    }
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), platform)) {
      Thread.currentThread().setContextClassLoader(loader);
      Class<?> provider = loader.loadClass(BlasProvider.class.getName());
      Object availability =
          provider.getMethod("probe").invoke(provider.getConstructor().newInstance());
      Method available = availability.getClass().getMethod("available");
      assertThat(available.invoke(availability)).isEqualTo(false);
      return (String) availability.getClass().getMethod("reason").invoke(availability);
    } finally {
      Thread.currentThread().setContextClassLoader(context);
    }
  }

  private static URL url(String path) throws MalformedURLException {
    return Path.of(path).toUri().toURL();
  }
}

package dev.fovea.cli;

import java.util.List;

/** The backends of this build, and the one it runs on when nobody names one. */
final class BackendsHere {
  private BackendsHere() {}

  /** {@code native} where its library was compiled, else {@code blas}. */
  static String first() {
    return all().get(0);
  }

  /** Every backend that must run here, the fastest first. */
  static List<String> all() {
    return nativeWasBuilt() ? List.of("native", "blas", "reference") : List.of("blas", "reference");
  }

  /** Looks for the library itself, so that one that is there and does not load fails tests. */
  static boolean nativeWasBuilt() {
    String platform = System.getProperty("fovea.javacpp.platform");
    String library = platform + "/" + System.mapLibraryName("jnifovea");
    ClassLoader loader = BackendsHere.class.getClassLoader();
    return loader.getResource("dev/fovea/backend/simd/" + library) != null;
  }
}

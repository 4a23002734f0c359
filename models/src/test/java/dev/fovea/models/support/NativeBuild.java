package dev.fovea.models.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Whether this build holds the native backend's library. */
public final class NativeBuild {
  private static final String ABSENT =
      "backend-native was built without its library: it needs cmake and c++ on the PATH";

  private NativeBuild() {}

  /**
   * Looks for the library itself: one that is there and does not load is a failure, not a reason to
   * skip.
   */
  public static boolean exists() {
    String library =
        System.getProperty("fovea.javacpp.platform") + "/" + System.mapLibraryName("jnifovea");
    ClassLoader loader = NativeBuild.class.getClassLoader();
    return loader.getResource("dev/fovea/backend/simd/" + library) != null;
  }

  /** Skips the test that asks for a backend of this name where it was not built. */
  static void require(String backend) {
    if (backend.equals("native")) {
      assumeTrue(exists(), ABSENT);
    }
  }
}

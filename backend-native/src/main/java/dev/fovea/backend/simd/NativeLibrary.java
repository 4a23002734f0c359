package dev.fovea.backend.simd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native library once for this class loader.
 *
 * <p>It is copied from the jar to a folder named by its content, {@code
 * CACHE/fovea-native/SHA-256/}, CACHE being the system property {@value #CACHE} or the user's cache
 * folder. A copy appears there whole or not at all, however many JVMs start at once, and is
 * compared with the jar's before it is used. Where another class loader of this JVM has loaded it
 * already, this one gets a copy of its own.
 */
final class NativeLibrary {
  private static final String CACHE = "fovea.native.cache";

  /** Why it does not load; another try would find the same. */
  private static @Nullable String failure;

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, if that has not happened yet.
   *
   * @throws NativeLibraryException if it is not there or does not load
   */
  static synchronized void load() {
    if (failure != null) {
      throw new NativeLibraryException(failure);
    }
    if (!loaded) {
      try {
        loadOnce();
        loaded = true;
      } catch (NativeLibraryException e) {
        failure = e.getMessage();
        throw e;
      }
    }
  }

  private static void loadOnce() {
    String platform = Loader.getPlatform();
    String name = System.mapLibraryName("jnifovea");
    byte[] library = read(platform + "/" + name, platform);
    Path file = cached(library, name);
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError e) {
      if (!String.valueOf(e.getMessage()).contains("another classloader")) {
        throw new NativeLibraryException(
            "the library does not load: " + e.getMessage() + "; this build is for " + platform, e);
      }
      System.load(privateCopy(library, name).toString());
    }
  }

  private static byte[] read(String resource, String platform) {
    try (InputStream stream = NativeLibrary.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new NativeLibraryException(
            "not built for "
                + platform
                + ": the jar of fovea-backend-native holds no library; build it where CMake and a"
                + " C++ compiler are on the PATH");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new NativeLibraryException("the library cannot be read: " + e, e);
    }
  }

  private static Path cached(byte[] library, String name) {
    Path folder = cache().resolve("fovea-native").resolve(sha256(library));
    Path file = folder.resolve(name).toAbsolutePath();
    try {
      if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
        Files.createDirectories(folder);
        Path whole = Files.createTempFile(folder, name, ".part");
        Files.write(whole, library);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return file;
    } catch (IOException e) {
      throw new NativeLibraryException(
          "the library cannot be copied to "
              + folder
              + ": "
              + e
              + "; name a folder that can be written with -D"
              + CACHE
              + "=FOLDER",
          e);
    }
  }

  private static Path privateCopy(byte[] library, String name) {
    try {
      Path folder = Files.createTempDirectory("fovea-native");
      Path file = Files.write(folder.resolve(name), library);
      file.toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new NativeLibraryException("the library cannot be copied: " + e, e);
    }
  }

  private static Path cache() {
    String set = System.getProperty(CACHE);
    if (set != null) {
      return Path.of(set);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && !xdg.isEmpty()
        ? Path.of(xdg)
        : Path.of(System.getProperty("user.home"), ".cache");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}

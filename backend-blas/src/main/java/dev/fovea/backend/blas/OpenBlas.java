package dev.fovea.backend.blas;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/**
 * The native library, made single-threaded: its own threads would split sums by their number.
 *
 * <p>Matrices are row-major and given by address; the caller has checked that they lie inside
 * tensors.
 */
final class OpenBlas {
  /**
   * OpenBLAS ends the process when more calls than it has buffers run at once. Every build has at
   * least 50 (NUM_BUFFERS); two are left to other users of the library in this process.
   */
  static final int CONCURRENT_CALLS = 48;

  private static final String[] CORES = {
    "ZEN", "HASWELL", "SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS", "SANDYBRIDGE", "NEHALEM",
    "PRESCOTT", "CORE2", "BARCELONA", "BULLDOZER", "PILEDRIVER", "STEAMROLLER", "EXCAVATOR",
    "ARMV8", "ARMV8SVE", "CORTEXA53", "CORTEXA57", "CORTEXA72", "NEOVERSEN1", "NEOVERSEN2",
    "NEOVERSEV1", "VORTEX", "VORTEXM4",
  };

  private final Semaphore calls = new Semaphore(CONCURRENT_CALLS);

  private OpenBlas() {}

  /** Loads the library on first use and keeps the outcome. */
  private static final class Holder {
    static final OpenBlas INSTANCE = new OpenBlas();
    static final @Nullable String FAILURE = tryLoad();

    private static @Nullable String tryLoad() {
      try {
        Loader.load(openblas_nolapack.class);
        return null;
      } catch (LinkageError | RuntimeException e) {
        return e.toString().lines().findFirst().orElse("");
      }
    }
  }

  /**
   * Returns the library, loaded and single-threaded.
   *
   * @throws BlasUnavailableException if there is none for this platform or it keeps its threads
   */
  static OpenBlas load() {
    String failure = Holder.FAILURE;
    if (failure != null) {
      throw new BlasUnavailableException(
          "OpenBLAS cannot be loaded for "
              + platform()
              + " ("
              + failure
              + "); add org.bytedeco:openblas-platform to the class path");
    }
    openblas_nolapack.blas_set_num_threads(1);
    int threads = openblas_nolapack.blas_get_num_threads();
    if (threads != 1) {
      throw new BlasUnavailableException(
          "OpenBLAS keeps "
              + threads
              + " threads; expected 1, since its results depend on their number");
    }
    return Holder.INSTANCE;
  }

  private static String platform() {
    try {
      return Loader.getPlatform();
    } catch (LinkageError e) {
      return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
  }

  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("library", openblas_nolapack.OPENBLAS_VERSION.trim());
    facts.put("core", core());
    facts.put("javacpp", String.valueOf(version()));
    facts.put("platform", platform());
    facts.put("library threads", String.valueOf(openblas_nolapack.blas_get_num_threads()));
    facts.put("concurrent calls", String.valueOf(CONCURRENT_CALLS));
    return facts;
  }

  private static String version() {
    try {
      return Loader.getVersion();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /**
   * Names the kernels that OpenBLAS chose for this CPU. Asking its own function would need the
   * LAPACK binding, which takes as long to load as everything else together; the table it chose is
   * found by comparing symbols.
   */
  private static String core() {
    Pointer chosen = Loader.addressof("gotoblas");
    if (chosen == null) {
      return "fixed at build";
    }
    long table = new LongPointer(chosen).get();
    for (String core : CORES) {
      Pointer candidate = Loader.addressof("gotoblas_" + core);
      if (candidate != null && candidate.address() == table) {
        return core;
      }
    }
    return "unknown";
  }

  /** C = A B + beta C, where A is m x k, B k x n and C m x n; beta 0 does not read C. */
  void multiply(int m, int n, int k, Matrix a, Matrix b, float beta, Matrix c) {
    calls.acquireUninterruptibly();
    try {
      openblas_nolapack.cblas_sgemm(
          openblas_nolapack.CblasRowMajor,
          a.order(),
          b.order(),
          m,
          n,
          k,
          1f,
          a,
          a.stride(),
          b,
          b.stride(),
          beta,
          c,
          c.stride());
    } finally {
      calls.release();
    }
  }

  /** y = y + A x, where A is m x n, and x and y are contiguous. */
  void multiplyVector(int m, int n, Matrix a, Matrix x, Matrix y) {
    calls.acquireUninterruptibly();
    try {
      openblas_nolapack.cblas_sgemv(
          openblas_nolapack.CblasRowMajor,
          openblas_nolapack.CblasNoTrans,
          m,
          n,
          1f,
          a,
          a.stride(),
          x,
          1,
          1f,
          y,
          1);
    } finally {
      calls.release();
    }
  }

  /** Tells how many calls may begin now; all of {@link #CONCURRENT_CALLS} when none runs. */
  int freeCalls() {
    return calls.availablePermits();
  }
}

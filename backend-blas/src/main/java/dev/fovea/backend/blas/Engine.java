package dev.fovea.backend.blas;

/** The library, the settings and the threads' workspaces of one open backend. */
final class Engine {
  private final OpenBlas blas;
  private final BlasSettings settings;

  /** Belongs to the backend, so that its threads' memory can go when it goes. */
  private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

  Engine(OpenBlas blas, BlasSettings settings) {
    this.blas = blas;
    this.settings = settings;
  }

  OpenBlas blas() {
    return blas;
  }

  BlasSettings settings() {
    return settings;
  }

  /** Returns the calling thread's workspace. */
  Workspace workspace() {
    return workspaces.get();
  }
}

/** Graphs, the compiler that makes plans of them, and sessions that run those plans. */
module dev.fovea.runtime {
  requires transitive dev.fovea.api;
  requires static org.jspecify;

  exports dev.fovea.runtime;
  exports dev.fovea.runtime.graph;
}

/**
 * One engine in one process: what a peer is compiled against and started with.
 *
 * <p>Nothing here needs anything but the JDK, so that a peer's process holds that peer alone.
 */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.worker;

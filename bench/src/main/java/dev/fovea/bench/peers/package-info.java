/**
 * Peers beside each other, each in a process of its own; what was measured, as tables and charts.
 */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.peers;

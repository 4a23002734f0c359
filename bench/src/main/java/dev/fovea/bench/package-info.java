/** Measurements: whole networks, engines beside each other. */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench;

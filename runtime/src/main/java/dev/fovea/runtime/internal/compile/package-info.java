/** From a graph to a program: one pass per class. Not for callers. */
@NullMarked
package dev.fovea.runtime.internal.compile;

import org.jspecify.annotations.NullMarked;

/** Sessions: a graph, compiled for a backend and ready to run. */
@NullMarked
package dev.fovea.runtime;

import org.jspecify.annotations.NullMarked;

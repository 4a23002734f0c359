/**
 * Transforms of networks that a course teaches: a graph in, another graph out.
 *
 * <p>The graph that is transformed stays as it is and usable; the new one shares the memory of the
 * constants they have in common and keeps it alive, so that each may be closed at any time.
 */
@NullMarked
package dev.fovea.models.transform;

import org.jspecify.annotations.NullMarked;

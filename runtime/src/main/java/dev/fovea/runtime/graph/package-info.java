/** Networks as data: values, nodes and the operators at them. */
@NullMarked
package dev.fovea.runtime.graph;

import org.jspecify.annotations.NullMarked;

/** The fovea command: what is asked for, what comes out, and how errors read. */
@NullMarked
package dev.fovea.cli;

import org.jspecify.annotations.NullMarked;

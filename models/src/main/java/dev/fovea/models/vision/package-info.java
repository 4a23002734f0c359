/** What detectors need behind a network. */
@NullMarked
package dev.fovea.models.vision;

import org.jspecify.annotations.NullMarked;

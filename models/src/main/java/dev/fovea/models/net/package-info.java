/** Networks written down layer by layer, the way a paper's table reads. */
@NullMarked
package dev.fovea.models.net;

import org.jspecify.annotations.NullMarked;

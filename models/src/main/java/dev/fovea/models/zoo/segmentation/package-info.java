/** Networks that say of every pixel what it shows, one file for each family. */
@NullMarked
package dev.fovea.models.zoo.segmentation;

import org.jspecify.annotations.NullMarked;

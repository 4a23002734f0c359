/** Networks that say what a picture shows, one file for each family. */
@NullMarked
package dev.fovea.models.zoo.classification;

import org.jspecify.annotations.NullMarked;

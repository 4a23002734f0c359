package dev.fovea.models.vision;

/**
 * An object found in a picture; positions are pixels of the picture, 0 being its edge.
 *
 * @param index the class, counted from 0
 * @param label its name; the index where there are no names
 * @param score the network's value, for example a probability
 * @param left the left edge
 * @param top the upper edge
 * @param right the right edge
 * @param bottom the lower edge
 */
public record Detection(
    int index, String label, float score, float left, float top, float right, float bottom) {}

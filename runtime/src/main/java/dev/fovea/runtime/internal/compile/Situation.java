package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Map;
import java.util.Set;

/**
 * What a graph is compiled for.
 *
 * @param inputs the descriptor of every graph input
 * @param decidingInputs the inputs whose values decide an operator, open while it compiles
 * @param constants the constants, open for the program's life
 * @param observed values to return beside the graph's outputs
 */
public record Situation(
    Map<String, TensorDesc> inputs,
    Map<String, Tensor> decidingInputs,
    Map<String, Tensor> constants,
    Set<String> observed) {}

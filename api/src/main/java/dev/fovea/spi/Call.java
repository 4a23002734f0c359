package dev.fovea.spi;

import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * The arguments of one run; make it once and run it often.
 *
 * @param srcs the data inputs and variable parameters, in the order of {@link Plan#srcs()}
 * @param dsts the outputs, in the order of {@link Plan#dsts()}
 * @param scratch plain float32, at least {@link Plan#scratchBytes} bytes for these workers, apart
 *     from every other tensor; starts at a multiple of {@link Tensor#ALIGNMENT} bytes if any are
 *     needed; its content is undefined
 * @param workers the threads to use
 */
public record Call(List<Tensor> srcs, List<Tensor> dsts, Tensor scratch, Workers workers) {
  /** Creates a call. */
  public Call {
    srcs = List.copyOf(srcs);
    dsts = List.copyOf(dsts);
  }
}

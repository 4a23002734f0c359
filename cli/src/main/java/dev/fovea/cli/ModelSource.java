package dev.fovea.cli;

import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.runtime.graph.Graph;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a model argument means: an ONNX file, a model folder, or a network of the zoo. */
interface ModelSource {

  /**
   * What a model says about its pictures.
   *
   * @param preprocessing how it wants them; nothing if the shape of its input is all that is known
   * @param labels names by class, or an empty list
   * @param pixelwise whether maps of scores have a place for every pixel, for those of the middle
   *     where they are smaller; else they are spread over the whole picture
   */
  record Pictures(Optional<Preprocessing> preprocessing, List<String> labels, boolean pixelwise) {}

  /**
   * Refuses a network that is known to be for something else.
   *
   * @throws IllegalArgumentException naming some that are for this
   */
  void requireTask(Task task);

  /** Returns what to call it. */
  String name();

  /** Imports or builds the network; the caller closes the graph. */
  Graph open();

  /** Returns the network to be looked at, perhaps without its weights; the caller closes it. */
  Graph sketch();

  /** Returns what it says about its pictures. */
  Pictures pictures();

  /** Returns how many of its parameters are learned, if that is known. */
  OptionalLong learnedParameters();

  /** Tells whether its weights are known to be random. */
  boolean untrained();
}

package dev.fovea.cli;

import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.runtime.graph.Graph;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A network of the zoo, whose weights are random.
 *
 * @param architecture its layers
 * @param options its size
 */
record ZooModel(Architecture architecture, ZooOptions options) implements ModelSource {

  @Override
  public void requireTask(Task task) {
    if (architecture.task() != task) {
      List<String> fitting =
          Zoo.all().stream().filter(one -> one.task() == task).map(Architecture::name).toList();
      throw new IllegalArgumentException(
          "model["
              + name()
              + "]: is a network for "
              + lower(architecture.task())
              + "; expected one for "
              + lower(task)
              + ": "
              + String.join(", ", fitting));
    }
  }

  private static String lower(Task task) {
    return task.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return architecture.name();
  }

  @Override
  public Graph open() {
    return architecture.build(options);
  }

  @Override
  public Graph sketch() {
    return architecture.sketch(options);
  }

  @Override
  public Pictures pictures() {
    return new Pictures(Optional.of(architecture.preprocessing(options)), List.of(), true);
  }

  @Override
  public OptionalLong learnedParameters() {
    return OptionalLong.of(architecture.cost(options).parameters());
  }

  @Override
  public boolean untrained() {
    return true;
  }
}

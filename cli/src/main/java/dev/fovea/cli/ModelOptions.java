package dev.fovea.cli;

import dev.fovea.models.net.Initialiser;
import dev.fovea.models.vision.ModelFolder;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Size2d;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds what a model argument means, and how a network of the zoo is to be built. */
class ModelOptions {
  private static final int MAX_CLASSES = 1 << 20;
  private static final int MAX_WIDTH = 16;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = SizeConverter.class,
      description = "Height and width of a zoo network's pictures, or one number for both.")
  private @Nullable Size2d size;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "How many classes a zoo network tells apart.")
  private @Nullable Integer classes;

  @Option(
      names = "--width",
      paramLabel = "X",
      description = "What the channels of a zoo network's layers are multiplied with.")
  private @Nullable Double width;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where the random weights of a zoo network begin; 1 by default.")
  private @Nullable Long seed;

  /**
   * Returns what an argument means: a file or folder if there is one, else a network of the zoo.
   *
   * @throws IllegalArgumentException if there is neither
   */
  final ModelSource find(String model) {
    Path path = Path.of(model);
    if (!Files.exists(path)) {
      return inZoo(model);
    }
    if (isGiven()) {
      throw refusal(
          this
              + " given for "
              + model
              + ", which is a file or folder; expected a network of the zoo, see 'fovea zoo'");
    }
    requireMeant(model, path);
    return new FileModel(path);
  }

  private ModelSource inZoo(String name) {
    Optional<Architecture> found = named(name);
    if (found.isEmpty()) {
      List<String> similar = ZooNames.similar(name);
      throw new IllegalArgumentException(
          "model["
              + name
              + "]: does not exist, and is no network of the zoo; expected an ONNX file, a folder"
              + " with "
              + ModelFolder.MODEL
              + ", or a name that 'fovea zoo' lists"
              + (similar.isEmpty() ? "" : "; similar: " + String.join(", ", similar)));
    }
    Architecture architecture = found.get();
    return new ZooModel(architecture, chosen(architecture.options()));
  }

  private static Optional<Architecture> named(String name) {
    return Zoo.all().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** A folder of results may bear the name of the network that made them. */
  private static void requireMeant(String model, Path path) {
    if (Files.isDirectory(path)
        && !Files.exists(path.resolve(ModelFolder.MODEL))
        && named(model).isPresent()) {
      throw new IllegalArgumentException(
          "model["
              + model
              + "]: is a folder without "
              + ModelFolder.MODEL
              + " that hides the zoo's network of this name; expected one of the two; rename the"
              + " folder, or work in another one");
    }
  }

  private ZooOptions chosen(ZooOptions published) {
    ZooOptions chosen = published;
    if (size != null) {
      chosen = chosen.input(size.h(), size.w());
    }
    if (classes != null) {
      require("--classes", classes, classes >= 1 && classes <= MAX_CLASSES, "1 to " + MAX_CLASSES);
      chosen = chosen.classes(classes);
    }
    if (width != null) {
      boolean ok = width > 0 && width <= MAX_WIDTH;
      require("--width", width, ok, "above 0, and at most " + MAX_WIDTH);
      chosen = chosen.width(width);
    }
    return seed == null ? chosen : chosen.initialiser(Initialiser.he(seed));
  }

  private void require(String option, Object value, boolean ok, String expected) {
    if (!ok) {
      throw refusal(option + " is " + value + "; expected " + expected);
    }
  }

  private ParameterException refusal(String problem) {
    return new ParameterException(spec.commandLine(), "fovea " + spec.name() + ": " + problem);
  }

  /** Tells whether something was said that only makes sense for a network of the zoo. */
  final boolean isGiven() {
    return !given().isEmpty();
  }

  private List<String> given() {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    options.put("--size", size);
    options.put("--classes", classes);
    options.put("--width", width);
    options.put("--seed", seed);
    options.values().removeIf(Objects::isNull);
    return List.copyOf(options.keySet());
  }

  /** Returns the options that were given. */
  @Override
  public final String toString() {
    return String.join(", ", given());
  }
}

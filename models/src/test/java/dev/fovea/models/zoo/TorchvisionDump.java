package dev.fovea.models.zoo;

import dev.fovea.models.npy.Npy;
import dev.fovea.models.support.TestBackend;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Writes networks with all constants, a picture and what they make of it, as .npy files that {@code
 * judge.py logits FOLDER} compares; run by hand: {@code TorchvisionDump FOLDER [NAME...]}.
 *
 * <p>Biases and batch normalisation, which begin as if they were not there, get random values
 * first.
 */
final class TorchvisionDump {
  private static final Size2d SMALL = new Size2d(96, 128);

  private TorchvisionDump() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    Set<String> wanted = args.length > 1 ? Set.of(args) : TorchvisionTest.networks();
    for (Architecture architecture : Zoo.all()) {
      if (wanted.contains(architecture.name())) {
        write(architecture, folder.resolve(architecture.name()));
      }
    }
  }

  private static void write(Architecture architecture, Path folder) {
    ZooOptions options = architecture.options().input(SMALL.h(), SMALL.w());
    Shape shape = Shape.of(1, architecture.channels(), SMALL.h(), SMALL.w());
    Random random = new Random(1);
    try (Graph graph = architecture.build(options);
        Tensor picture = Tensor.allocate(TensorDesc.of(shape))) {
      fill(picture, () -> (float) random.nextGaussian());
      graph.constants().forEach((name, constant) -> shake(name, constant, random));
      for (Map.Entry<String, Tensor> constant : graph.constants().entrySet()) {
        Path file = folder.resolve(constant.getKey() + ".npy");
        Files.createDirectories(file.getParent());
        Npy.write(file, constant.getValue());
      }
      Npy.write(folder.resolve("input.npy"), picture);
      Map<String, Tensor> made = TestBackend.run(graph, Map.of("input", picture));
      try (Tensor output = made.get(graph.outputs().get(0))) {
        Npy.write(folder.resolve("output.npy"), output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void shake(String name, Tensor constant, Random random) {
    boolean scales = constant.shape().rank() == 1 && name.endsWith(".weight");
    if (scales || name.endsWith(".running_var")) {
      fill(constant, () -> 0.9f + 0.2f * random.nextFloat());
    } else if (name.endsWith(".bias") || name.endsWith(".running_mean")) {
      fill(constant, () -> 0.2f * (random.nextFloat() - 0.5f));
    }
  }

  private interface Values {
    float next();
  }

  private static void fill(Tensor tensor, Values values) {
    FloatBuffer floats = tensor.floats();
    for (int i = 0; i < floats.capacity(); i++) {
      floats.put(i, values.next());
    }
  }
}

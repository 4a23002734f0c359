package dev.fovea.bench.pytorch;

import ai.djl.Model;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/**
 * PyTorch through DJL. It runs the TorchScript file beside the ONNX file: for {@code net.onnx} and
 * the variant {@code channels_last} that is {@code net.channels_last.pt}.
 */
public final class PyTorchEngine implements Engine {
  private final String variant;

  /**
   * Creates the engine.
   *
   * @param variant the memory format
   */
  public PyTorchEngine(String variant) {
    this.variant = variant;
  }

  @Override
  public Loaded load(Task task) throws IOException, ModelException {
    String name = task.model().getFileName().toString().replaceFirst("\\.onnx$", "");
    String file = name + "." + variant + ".pt";
    if (!Files.isRegularFile(task.model().resolveSibling(file))) {
      throw new IllegalArgumentException(
          file + " is missing; expected TorchScript beside the ONNX file, see torchscript.py");
    }
    String threads = String.valueOf(task.threads());
    System.setProperty("ai.djl.pytorch.num_threads", threads);
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    Model model = Model.newInstance(name, "PyTorch");
    try (InputStream script = Files.newInputStream(task.model().resolveSibling(file))) {
      model.load(script);
    }
    NDManager manager = model.getNDManager().newSubManager();
    NDList input = new NDList(manager.create(task.values(), new Shape(task.longs())));
    return new LoadedModel(model, model.newPredictor(new NoopTranslator()), manager, input);
  }

  private record LoadedModel(
      Model model, Predictor<NDList, NDList> predictor, NDManager manager, NDList input)
      implements Loaded {
    @Override
    public void run() {
      predict().close();
    }

    @Override
    public float[] output() {
      try (NDList output = predict()) {
        return output.get(0).toFloatArray();
      }
    }

    private NDList predict() {
      try {
        return predictor.predict(input);
      } catch (TranslateException e) {
        throw new IllegalStateException("PyTorch cannot run", e);
      }
    }

    @Override
    public String version() {
      return ai.djl.engine.Engine.getEngine("PyTorch").getVersion()
          + ", DJL "
          + ai.djl.engine.Engine.getDjlVersion();
    }

    @Override
    public void close() {
      predictor.close();
      manager.close();
      model.close();
    }
  }
}

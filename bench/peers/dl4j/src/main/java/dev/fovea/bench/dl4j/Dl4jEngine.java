package dev.fovea.bench.dl4j;

import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.samediff.frameworkimport.onnx.importer.OnnxFrameworkImporter;

/** DL4J: its importer makes a SameDiff graph of the ONNX file. */
public final class Dl4jEngine implements Engine {
  /** Creates the engine; there is one variant only. */
  public Dl4jEngine(String variant) {
    if (!variant.isEmpty()) {
      throw new IllegalArgumentException("variant is '" + variant + "'; expected none");
    }
  }

  @Override
  public Loaded load(Task task) {
    Nd4j.getEnvironment().setMaxThreads(task.threads());
    Nd4j.getEnvironment().setMaxMasterThreads(task.threads());
    INDArray input = Nd4j.create(task.values(), task.longs(), 'c').castTo(DataType.FLOAT);
    OnnxFrameworkImporter importer = new OnnxFrameworkImporter();
    String file = task.model().toString();
    List<String> outputs = importer.loadGraph(file).getOutputList();
    SameDiff graph = importer.runImport(file, Map.of(), true);
    List<String> inputs = graph.inputs();
    if (inputs.size() != 1 || outputs.isEmpty()) {
      throw new IllegalStateException(
          "the imported graph reads " + inputs + " and makes " + outputs + "; expected one input");
    }
    return new LoadedGraph(graph, Map.of(inputs.get(0), input), outputs.get(0));
  }

  private record LoadedGraph(SameDiff graph, Map<String, INDArray> inputs, String result)
      implements Loaded {
    @Override
    public void run() {
      graph.outputSingle(inputs, result);
    }

    @Override
    public float[] output() {
      return graph.outputSingle(inputs, result).ravel().toFloatVector();
    }

    @Override
    public String version() {
      String version = SameDiff.class.getPackage().getImplementationVersion();
      return version == null ? "unknown" : version;
    }

    @Override
    public void close() {
      inputs.values().forEach(INDArray::close);
    }
  }
}

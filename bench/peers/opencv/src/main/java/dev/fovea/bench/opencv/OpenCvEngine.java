package dev.fovea.bench.opencv;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.getVersionString;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_dnn.DNN_BACKEND_OPENCV;
import static org.bytedeco.opencv.global.opencv_dnn.DNN_TARGET_CPU;
import static org.bytedeco.opencv.global.opencv_dnn.readNetFromONNX;

import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;

/** OpenCV's own engine on the CPU; it reads the ONNX file itself. */
public final class OpenCvEngine implements Engine {
  /** Creates the engine; there is one variant only. */
  public OpenCvEngine(String variant) {
    if (!variant.isEmpty()) {
      throw new IllegalArgumentException("variant is '" + variant + "'; expected none");
    }
  }

  @Override
  public Loaded load(Task task) {
    setNumThreads(task.threads());
    Net net = readNetFromONNX(task.model().toString());
    net.setPreferableBackend(DNN_BACKEND_OPENCV);
    net.setPreferableTarget(DNN_TARGET_CPU);
    FloatPointer values = new FloatPointer(task.input());
    return new LoadedNet(net, values, new Mat(task.ints(), CV_32F, values));
  }

  private record LoadedNet(Net net, FloatPointer values, Mat input) implements Loaded {
    @Override
    public void run() {
      net.setInput(input);
      net.forward().close();
    }

    @Override
    public float[] output() {
      net.setInput(input);
      try (Mat output = net.forward()) {
        FloatBuffer buffer = output.createBuffer();
        float[] copy = new float[Math.toIntExact(output.total())];
        buffer.get(copy);
        return copy;
      }
    }

    @Override
    public String version() {
      // The string ends with the zero of C.
      return getVersionString().getString().trim();
    }

    @Override
    public void close() {
      input.close();
      values.close();
      net.close();
    }
  }
}

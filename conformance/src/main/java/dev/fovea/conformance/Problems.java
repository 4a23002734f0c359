package dev.fovea.conformance;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The shapes that tests and benchmarks share: {@code shapes/<operator>.txt}, one problem a line,
 * {@code #} begins a comment.
 */
public final class Problems {
  private static final Map<String, Function<ProblemLine, Problem>> READERS =
      Map.of(
          "conv2d", Problems::conv2d,
          "conv_transpose2d", Problems::convTranspose2d,
          "max_pool2d", Problems::maxPool2d,
          "average_pool2d", Problems::averagePool2d,
          "global_average_pool", line -> global(line, new GlobalAveragePool()),
          "global_max_pool", line -> global(line, new GlobalMaxPool()),
          "dense", Problems::dense,
          "softmax", Problems::softmax,
          "batch_norm", Problems::batchNorm,
          "gemm", Problems::gemm);

  private Problems() {}

  /** Returns the names of the operators that have a list. */
  public static Set<String> operators() {
    return READERS.keySet();
  }

  /** Reads an operator's list; throws IllegalArgumentException if there is none. */
  public static List<Problem> of(String operator) {
    Function<ProblemLine, Problem> reader = READERS.get(operator);
    if (reader == null) {
      throw new IllegalArgumentException(
          "Problems: no shapes for '" + operator + "'; expected one of " + operators());
    }
    return lines(operator).stream().map(ProblemLine::parse).map(reader).toList();
  }

  /**
   * Reads one problem whose first word is the operator: {@code conv2d n1 ic3 ih8 iw8 oc4 k3}. What
   * follows {@code #} is a comment.
   *
   * @throws IllegalArgumentException if the operator has no such lines, or a word is malformed or
   *     unknown
   */
  public static Problem parse(String line) {
    String text = line.replaceFirst("#.*", "").trim();
    String operator = text.split("\\s", 2)[0];
    Function<ProblemLine, Problem> reader = READERS.get(operator);
    if (reader == null) {
      throw new IllegalArgumentException(
          "Problems: operator is '" + operator + "'; expected one of " + operators() + "; " + line);
    }
    return reader.apply(ProblemLine.parse(text));
  }

  private static List<String> lines(String operator) {
    String resource = "shapes/" + operator + ".txt";
    try (InputStream stream = Problems.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + resource + " is missing");
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .map(line -> line.replaceFirst("#.*", "").trim())
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem conv2d(ProblemLine line) {
    line.requireOnly(
        true, Set.of("n", "ic", "ih", "iw", "oc", "g", "bias", "convolution", "act", "residual"));
    Conv2d op =
        Conv2d.of(line.get("ic"), line.get("oc"), line.window())
            .groups(line.get("g", 1))
            .bias(line.has("bias"))
            .mode(line.has("convolution") ? Conv2d.Mode.CONVOLUTION : Conv2d.Mode.CROSS_CORRELATION)
            .epilogue(line.epilogue());
    return new Problem(
        line.text(),
        op,
        convolutionInputs(op.epilogue(Epilogue.NONE), map(line, "ic"), op.weightsShape(), line));
  }

  private static Problem convTranspose2d(ProblemLine line) {
    line.requireOnly(
        true,
        Set.of(
            "n", "ic", "ih", "iw", "oc", "g", "bias", "act", "residual", "oph", "opw", "oh", "ow"));
    ConvTranspose2d op =
        ConvTranspose2d.of(line.get("ic"), line.get("oc"), line.window())
            .groups(line.get("g", 1))
            .bias(line.has("bias"))
            .outputPadding(new Size2d(line.get("oph", 0), line.get("opw", 0)))
            .epilogue(line.epilogue());
    ConvTranspose2d sized = line.has("oh") ? op.outputSize(line.size("oh", "ow")) : op;
    return new Problem(
        line.text(),
        sized,
        convolutionInputs(sized.epilogue(Epilogue.NONE), map(line, "ic"), op.weightsShape(), line));
  }

  private static Problem dense(ProblemLine line) {
    line.requireOnly(false, Set.of("n", "in", "out", "bias", "act", "residual", "src"));
    Dense op =
        Dense.of(line.get("in"), line.get("out")).bias(line.has("bias")).epilogue(line.epilogue());
    Shape src =
        line.has("src") ? shape(line.text("src", "")) : Shape.of(line.get("n"), op.inFeatures());
    return new Problem(
        line.text(),
        op,
        convolutionInputs(op.epilogue(Epilogue.NONE), src, op.weightsShape(), line));
  }

  private static List<TensorDesc> convolutionInputs(
      Op bare, Shape src, Shape weights, ProblemLine line) {
    int biases = line.has("bias") ? line.get("oc", line.get("out", 0)) : 0;
    return convolutionInputs(bare, src, weights, biases, line.has("residual"));
  }

  /**
   * Returns the inputs of an operator with weights.
   *
   * @param bare the operator without epilogue; it tells the shape of a residual
   * @param biases the number of biases; 0 if it takes none
   */
  static List<TensorDesc> convolutionInputs(
      Op bare, Shape src, Shape weights, int biases, boolean residual) {
    List<TensorDesc> inputs = new ArrayList<>();
    inputs.add(TensorDesc.of(src));
    inputs.add(TensorDesc.of(weights));
    if (biases > 0) {
      inputs.add(TensorDesc.of(biases));
    }
    if (residual) {
      inputs.add(bare.infer(inputs).get(0));
    }
    return inputs;
  }

  private static Problem maxPool2d(ProblemLine line) {
    line.requireOnly(true, Set.of("n", "c", "ih", "iw", "ceil", "indices"));
    MaxPool2d.Indices indices =
        MaxPool2d.Indices.valueOf(line.text("indices", "none").toUpperCase(Locale.ROOT));
    MaxPool2d op = MaxPool2d.of(line.window()).rounding(rounding(line)).indices(indices);
    return new Problem(line.text(), op, List.of(TensorDesc.of(map(line, "c"))));
  }

  private static Problem averagePool2d(ProblemLine line) {
    line.requireOnly(true, Set.of("n", "c", "ih", "iw", "ceil", "include_pad"));
    AveragePool2d op =
        AveragePool2d.of(line.window())
            .rounding(rounding(line))
            .countIncludePad(line.has("include_pad"));
    return new Problem(line.text(), op, List.of(TensorDesc.of(map(line, "c"))));
  }

  private static Problem global(ProblemLine line, Op op) {
    line.requireOnly(false, Set.of("src"));
    return new Problem(line.text(), op, List.of(TensorDesc.of(shape(line.text("src", "")))));
  }

  private static Problem softmax(ProblemLine line) {
    line.requireOnly(false, Set.of("src", "axis", "end"));
    int axis = line.get("axis");
    Softmax op = new Softmax(axis, line.get("end", axis + 1));
    return new Problem(line.text(), op, List.of(TensorDesc.of(shape(line.text("src", "")))));
  }

  private static Problem batchNorm(ProblemLine line) {
    line.requireOnly(false, Set.of("src", "epsilon"));
    Shape src = shape(line.text("src", ""));
    TensorDesc parameter = TensorDesc.of(src.dim(1));
    BatchNorm op = new BatchNorm(src.dim(1), Float.parseFloat(line.text("epsilon", "0")));
    return new Problem(
        line.text(), op, List.of(TensorDesc.of(src), parameter, parameter, parameter, parameter));
  }

  private static Problem gemm(ProblemLine line) {
    line.requireOnly(false, Set.of("m", "n", "k", "ta", "tb", "alpha", "beta", "c"));
    int m = line.get("m");
    int n = line.get("n");
    int k = line.get("k");
    Gemm op =
        new Gemm(
            line.has("ta"),
            line.has("tb"),
            Float.parseFloat(line.text("alpha", "1")),
            Float.parseFloat(line.text("beta", "1")),
            line.has("c"));
    List<TensorDesc> inputs = new ArrayList<>();
    inputs.add(op.transposeA() ? TensorDesc.of(k, m) : TensorDesc.of(m, k));
    inputs.add(op.transposeB() ? TensorDesc.of(n, k) : TensorDesc.of(k, n));
    if (op.addend()) {
      inputs.add(TensorDesc.of(shape(line.text("c", ""))));
    }
    return new Problem(line.text(), op, inputs);
  }

  private static Rounding rounding(ProblemLine line) {
    return line.has("ceil") ? Rounding.CEIL : Rounding.FLOOR;
  }

  private static Shape map(ProblemLine line, String channels) {
    return Shape.of(line.get("n", 1), line.get(channels), line.get("ih"), line.get("iw"));
  }

  /** Reads {@code 2x3x4}; {@code scalar} has no axes. */
  static Shape shape(String text) {
    return text.equals("scalar")
        ? Shape.of()
        : Shape.of(Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }
}

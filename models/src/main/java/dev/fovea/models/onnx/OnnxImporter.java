package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.fovea.models.onnx.OnnxImportException.Problem;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads ONNX models into graphs.
 *
 * <p>A file is untrusted input: whatever it holds, the result is a graph or an {@link
 * OnnxImportException} that lists all that stands in the way. Weights never lie on the heap: they
 * are read once, from the model's file or from files in its folder (external data), into off-heap
 * memory. Float16 weights stay float16 until a session compiles; inputs and outputs that the file
 * declares as float16 are float32 here, those of type int32 and bool int64.
 *
 * <p>Operators of ONNX's default domain on float, opset 1 (most: 6) to 22: ArgMax, ArgMin,
 * AveragePool, BatchNormalization, Clip, Concat, Constant, ConstantOfShape, Conv, ConvTranspose,
 * DeformConv, DepthToSpace, Dropout, Elu, Expand, Flatten, Gather, GatherElements, Gemm,
 * GlobalAveragePool, GlobalMaxPool, GroupNormalization, HardSigmoid, HardSwish, Identity,
 * InstanceNormalization, LayerNormalization, LeakyRelu, LogSoftmax, LRN, MatMul, MaxPool, Pad,
 * PRelu, Range, ReduceL1, ReduceL2, ReduceLogSum, ReduceLogSumExp, ReduceMax, ReduceMean,
 * ReduceMin, ReduceProd, ReduceSum, ReduceSumSquare, Relu, Reshape, Resize, Shape, Sigmoid, Size,
 * Slice, Softmax, SpaceToDepth, Split, Squeeze, Tanh, Tile, Transpose, Unsqueeze and Upsample;
 * inference only, windows 1-D or 2-D. Identities are left out, and constants that nothing reads as
 * well. Source: ONNX 1.17, Operators.md.
 *
 * <p>Element by element, also on int64, and bool held as such: Abs, Acos, Acosh, Add, And, Asin,
 * Asinh, Atan, Atanh, Cast, CastLike, Ceil, Celu, Cos, Cosh, Div, Equal, Erf, Exp, Floor, Gelu,
 * Greater, GreaterOrEqual, IsInf, IsNaN, Less, LessOrEqual, Log, Max, Mean, Min, Mish, Mod, Mul,
 * Neg, Not, Or, Pow, Reciprocal, Round, Selu, Shrink, Sign, Sin, Sinh, Softplus, Softsign, Sqrt,
 * Sub, Sum, Tan, ThresholdedRelu, Where and Xor.
 */
public final class OnnxImporter {
  private static final int NEWEST_OPSET = 22;

  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  private OnnxImporter(String file) {
    this.file = file;
  }

  /**
   * Reads a model; the caller closes the graph.
   *
   * @throws OnnxImportException if the file is damaged or uses what is not supported
   * @throws dev.fovea.tensor.TensorAllocationException if the weights exceed the off-heap limit
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Graph read(Path file) {
    String name = String.valueOf(file.getFileName());
    try (ByteSource bytes = ByteSource.open(file, StandardOpenOption.READ)) {
      return read(bytes, name, file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("OnnxImporter[" + name + "]: cannot be read", e);
    }
  }

  /**
   * Reads a model to the end of the stream; the caller closes the graph and the stream. The file is
   * taken into memory, and data in other files are refused; prefer {@link #read(Path)}.
   *
   * @param name what messages call the stream
   * @throws OnnxImportException if the data are damaged or use what is not supported
   * @throws UncheckedIOException if the stream cannot be read
   */
  public static Graph read(InputStream stream, String name) {
    try (ByteSource bytes = ByteSource.of(stream.readAllBytes())) {
      return read(bytes, name, null);
    } catch (IOException e) {
      throw new UncheckedIOException("OnnxImporter[" + name + "]: cannot be read", e);
    }
  }

  private static Graph read(ByteSource bytes, String name, @Nullable Path folder)
      throws IOException {
    OnnxFile file;
    try {
      file = new OnnxFile(bytes, new HeapBudget());
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxImportException(name, "file", OnnxTensors.damaged(e), e);
    } catch (UnsupportedNodeException e) {
      throw new OnnxImportException(name, "file", e.reason(), e);
    }
    try (Weights weights = new Weights(file, folder)) {
      return new OnnxImporter(name).convert(file.proto(), weights);
    }
  }

  private Graph convert(ModelProto model, Weights weights) {
    if (!model.hasGraph()) {
      problems.add(new Problem("", "file", "", "holds no graph; expected an ONNX model"));
      throw new OnnxImportException(file, problems);
    }
    int opset = opset(model);
    for (FunctionProto function : model.getFunctionsList()) {
      String reason = "is a function of the model; expected operators only; inline it";
      problems.add(new Problem(function.getName(), "function", "", reason));
    }
    GraphProto proto = model.getGraph();
    FileValues values = new FileValues(proto, problems);
    try (GraphContext context = new GraphContext(values, weights, opset)) {
      NodeOrder order = new NodeOrder(proto.getNodeList(), values);
      problems.addAll(order.problems());
      for (int index : order.indices()) {
        map(proto.getNode(index), index, context);
      }
      if (!problems.isEmpty()) {
        throw new OnnxImportException(file, problems);
      }
      return context.build(proto.getName().isEmpty() ? file : proto.getName());
    } catch (GraphException | UnsupportedNodeException e) {
      throw new OnnxImportException(file, "graph", String.valueOf(e.getMessage()), e);
    }
  }

  private int opset(ModelProto model) {
    long opset = 0;
    for (OperatorSetIdProto imported : model.getOpsetImportList()) {
      if (isDefaultDomain(imported.getDomain())) {
        opset = imported.getVersion();
      }
    }
    if (opset < 1 || opset > NEWEST_OPSET) {
      String actual = opset == 0 ? "is missing" : "is " + opset;
      String reason = actual + "; expected 1 to " + NEWEST_OPSET + "; export the model with one";
      problems.add(new Problem("", "opset", "", reason));
      return NEWEST_OPSET;
    }
    return (int) opset;
  }

  private static boolean isDefaultDomain(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  private void map(NodeProto proto, int index, GraphContext context) {
    String operator = proto.getOpType();
    String name = proto.getName().isEmpty() ? operator + "_" + index : proto.getName();
    try {
      if (!isDefaultDomain(proto.getDomain())) {
        throw new UnsupportedNodeException(
            "is of domain " + proto.getDomain() + "; expected ONNX's default domain");
      }
      OperatorMapping mapping = OperatorMappings.find(operator, context.opset());
      List<String> inputs = proto.getInputList().stream().map(context::resolve).toList();
      OnnxNode node = new OnnxNode(proto, name, inputs);
      mapping.map(node, context);
      node.expectAllRead();
    } catch (UnsupportedNodeException e) {
      problems.add(new Problem(name, operator, e.attribute(), e.reason()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Records refuse what makes no sense; their message says what and why.
      problems.add(new Problem(name, operator, "", String.valueOf(e.getMessage())));
    }
  }
}

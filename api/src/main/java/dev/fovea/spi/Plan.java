package dev.fovea.spi;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Port;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A backend's decision how to run one operator on given descriptors: algorithm, layouts, scratch,
 * error model. It has seen no weights. Immutable and thread-safe; nothing needs closing.
 */
public final class Plan {
  private static final String RESIDUAL = "residual";

  private final Op op;
  private final PlanOptions options;
  private final List<TensorDesc> inputs;
  private final List<TensorDesc> dsts;
  private final List<TensorDesc> srcs;
  private final boolean[] constant;
  private final List<String> srcNames;
  private final String description;
  private final ErrorModel errorModel;
  private final IntToLongFunction scratchBytes;
  private final Function<Operands, KernelBody> body;

  private Plan(
      Builder builder,
      String description,
      ErrorModel errorModel,
      Function<Operands, KernelBody> body) {
    this.op = builder.op;
    this.options = builder.options;
    this.inputs = List.copyOf(builder.inputs);
    this.dsts = List.copyOf(builder.dsts);
    this.description = description;
    this.errorModel = errorModel;
    this.scratchBytes = builder.scratchBytes;
    this.body = body;
    List<Port> ports = op.inputs();
    this.constant = new boolean[ports.size()];
    List<TensorDesc> given = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < constant.length; i++) {
      Port port = ports.get(i);
      constant[i] = port.isParameter() && !options.variableParameters().contains(port.name());
      if (!constant[i]) {
        given.add(inputs.get(i));
        names.add(port.name());
      }
    }
    this.srcs = List.copyOf(given);
    this.srcNames = List.copyOf(names);
  }

  /**
   * Begins a plan: checks the inputs, asks for them in plain layout and infers dense plain outputs.
   * A backend that reads what was offered, or wants another layout, says so with {@link
   * Builder#inputs}.
   *
   * @throws OperatorException, with the node's name, if the inputs do not fit the operator, an
   *     output would span more than a tensor can, or a variable parameter is none of its parameters
   */
  public static Builder of(Op op, List<TensorDesc> inputs, PlanOptions options) {
    List<String> parameters =
        op.inputs().stream().filter(Port::isParameter).map(Port::name).toList();
    if (!parameters.containsAll(options.variableParameters())) {
      throw new OperatorException(
          op.type(),
          options.node(),
          "variable parameters are "
              + options.variableParameters()
              + "; expected some of "
              + parameters,
          null);
    }
    try {
      refuseStorageTypes(op, inputs);
      List<TensorDesc> dsts = op.infer(inputs);
      requireAllocatable(op, dsts);
      List<TensorDesc> plain =
          inputs.stream().map(d -> d.layout().isPlain() ? d : d.plain()).toList();
      return new Builder(op, plain, dsts, options);
    } catch (OperatorException e) {
      throw e.at(options.node());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new OperatorException(
          op.type(), options.node(), e.getMessage() + "; expected smaller extents", e);
    }
  }

  private static void refuseStorageTypes(Op op, List<TensorDesc> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).dtype() == DType.FLOAT16) {
        throw new OperatorException(
            op.type(),
            "input " + i + " is " + inputs.get(i) + "; expected float32 or int64; widen it first");
      }
    }
  }

  private static void requireAllocatable(Op op, List<TensorDesc> dsts) {
    for (TensorDesc dst : dsts) {
      if (dst.bytes() > Tensor.MAX_BYTES) {
        throw new OperatorException(
            op.type(),
            "output would be "
                + dst
                + " of "
                + dst.bytes()
                + " bytes; expected at most "
                + Tensor.MAX_BYTES
                + "; split the batch");
      }
    }
  }

  /** Collects a backend's decisions. */
  public static final class Builder {
    private final Op op;
    private final PlanOptions options;
    private List<TensorDesc> inputs;
    private List<TensorDesc> dsts;
    private IntToLongFunction scratchBytes = workers -> 0;

    private Builder(Op op, List<TensorDesc> inputs, List<TensorDesc> dsts, PlanOptions options) {
      this.op = op;
      this.inputs = inputs;
      this.dsts = dsts;
      this.options = options;
    }

    /** Asks for inputs in other layouts than offered; shapes and types stay. */
    public Builder inputs(List<TensorDesc> changed) {
      requireMatching("input", inputs, changed);
      inputs = changed;
      return this;
    }

    /** Chooses output layouts other than plain; shapes and types stay. */
    public Builder dsts(List<TensorDesc> changed) {
      requireMatching("output", dsts, changed);
      dsts = changed;
      return this;
    }

    /** Declares scratch memory as a function of the number of workers. */
    public Builder scratch(IntToLongFunction bytes) {
      scratchBytes = bytes;
      return this;
    }

    /** Returns the outputs as planned so far. */
    public List<TensorDesc> dsts() {
      return dsts;
    }

    /**
     * Ends the plan.
     *
     * @param description backend, operator and algorithm: {@code native:conv2d:winograd-f43:avx2}
     * @param errorModel the bound that every run keeps
     * @param body packs weights and makes the kernel's body; called once per build
     * @throws IllegalArgumentException if a residual has another layout than the output
     */
    public Plan build(
        String description, ErrorModel errorModel, Function<Operands, KernelBody> body) {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(errorModel, "errorModel");
      Objects.requireNonNull(body, "body");
      requireResidualLikeOutput();
      return new Plan(this, description, errorModel, body);
    }

    // A residual may be the output's own memory, element for element.
    private void requireResidualLikeOutput() {
      for (int i = 0; i < inputs.size(); i++) {
        Layout layout = inputs.get(i).layout();
        if (op.inputs().get(i).name().equals(RESIDUAL) && !layout.equals(dsts.get(0).layout())) {
          throw new IllegalArgumentException(
              "Plan: residual is "
                  + inputs.get(i)
                  + "; expected the layout of the output "
                  + dsts.get(0));
        }
      }
    }

    private static void requireMatching(
        String what, List<TensorDesc> now, List<TensorDesc> changed) {
      boolean same = now.size() == changed.size();
      for (int i = 0; same && i < now.size(); i++) {
        same =
            now.get(i).dtype() == changed.get(i).dtype()
                && now.get(i).shape().equals(changed.get(i).shape());
      }
      if (!same) {
        throw new IllegalArgumentException(
            "Plan: "
                + what
                + "s changed from "
                + now
                + " to "
                + changed
                + "; expected new layouts only");
      }
    }
  }

  /** Returns the operator. */
  public Op op() {
    return op;
  }

  /** Returns the options it was planned with. */
  public PlanOptions options() {
    return options;
  }

  /** Returns all inputs, constants included, in the order of {@link Op#inputs()}. */
  public List<TensorDesc> inputs() {
    return inputs;
  }

  /** Returns what a run reads: the inputs that are not constant, in order. */
  public List<TensorDesc> srcs() {
    return srcs;
  }

  /** Returns the port that run-time input {@code src} belongs to. */
  String srcName(int src) {
    return srcNames.get(src);
  }

  /** Tells whether run-time input {@code src} is a residual. */
  boolean isResidual(int src) {
    return srcNames.get(src).equals(RESIDUAL);
  }

  /** Returns what a run writes. */
  public List<TensorDesc> dsts() {
    return dsts;
  }

  /** Tells whether input {@code index} is given at build. */
  public boolean isConstant(int index) {
    return constant[index];
  }

  /** Returns the scratch memory that a run with this many workers needs, in bytes. */
  public long scratchBytes(int workers) {
    return scratchBytes.applyAsLong(workers);
  }

  /** Returns backend, operator and algorithm in one line. */
  public String describe() {
    return description;
  }

  /** Returns the bound that every run keeps. */
  public ErrorModel errorModel() {
    return errorModel;
  }

  /** Builds a kernel with a weight store of its own; see {@link #build(Map, WeightStore)}. */
  public Kernel build(Map<String, Tensor> constants) {
    return build(constants, new WeightStore());
  }

  /**
   * Packs the constant parameters and returns a kernel; close it.
   *
   * @param constants by port name; a lease is held until the kernel is closed, so the caller may
   *     close its tensors at any time
   * @param store shares packed weights between kernels
   * @throws OperatorException if a parameter is missing, unexpected, closed, of another shape, or
   *     not finite
   */
  public Kernel build(Map<String, Tensor> constants, WeightStore store) {
    List<@Nullable Tensor> held = given(constants);
    acquireAll(held);
    Operands operands = new Operands(held, store);
    try {
      requireFinite(operands);
      KernelBody made = body.apply(operands);
      return new Kernel(this, operands, Objects.requireNonNull(made, "body returned null"));
    } catch (RuntimeException | Error e) {
      try {
        operands.close();
      } catch (RuntimeException | Error secondary) {
        e.addSuppressed(secondary);
      }
      throw e;
    }
  }

  /** Returns the constant of each input, null where it comes with the run. */
  private List<@Nullable Tensor> given(Map<String, Tensor> constants) {
    List<Port> ports = op.inputs();
    List<@Nullable Tensor> given = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < ports.size(); i++) {
      Tensor tensor = constant[i] ? constants.get(ports.get(i).name()) : null;
      if (constant[i]) {
        checkConstant(ports.get(i).name(), inputs.get(i), tensor);
        used++;
      }
      given.add(tensor);
    }
    if (used != constants.size()) {
      throw problem("constants " + constants.keySet() + " given; expected only " + constantNames());
    }
    return given;
  }

  /** Takes a lease of every tensor or, if one is closed, of none. */
  private void acquireAll(List<@Nullable Tensor> tensors) {
    int next = 0;
    boolean complete = false;
    try {
      for (; next < tensors.size(); next++) {
        acquire(op.inputs().get(next).name(), tensors.get(next));
      }
      complete = true;
    } finally {
      while (!complete && --next >= 0) {
        Tensor held = tensors.get(next);
        if (held != null) {
          held.release();
        }
      }
    }
  }

  private void acquire(String port, @Nullable Tensor tensor) {
    try {
      if (tensor != null) {
        tensor.acquire();
      }
    } catch (IllegalStateException e) {
      throw problem(port + " is closed; expected an open tensor", e);
    }
  }

  private List<String> constantNames() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < constant.length; i++) {
      if (constant[i]) {
        names.add(op.inputs().get(i).name());
      }
    }
    return names;
  }

  private void checkConstant(String port, TensorDesc expected, @Nullable Tensor tensor) {
    if (tensor == null) {
      throw problem("constant " + port + " is missing; expected " + expected);
    }
    if (!tensor.desc().matches(expected)) {
      throw problem(port + " is " + tensor.desc() + "; expected " + expected);
    }
  }

  private void requireFinite(Operands operands) {
    for (int i = 0; i < constant.length; i++) {
      if (constant[i]) {
        requireFinite(op.inputs().get(i).name(), inputs.get(i), operands.constant(i));
      }
    }
  }

  private void requireFinite(String port, TensorDesc expected, Tensor tensor) {
    FloatBuffer values = tensor.floats();
    int image = (int) expected.imageElements();
    for (int n = 0; n < expected.images(); n++) {
      int first = (int) (n * tensor.desc().imageStride());
      for (int i = 0; i < image; i++) {
        if (!Float.isFinite(values.get(first + i))) {
          throw problem(
              port
                  + " has "
                  + values.get(first + i)
                  + " at element "
                  + (n * image + i)
                  + "; expected finite weights;"
                  + " retrain or repair the model");
        }
      }
    }
  }

  OperatorException problem(String text) {
    return problem(text, null);
  }

  OperatorException problem(String text, @Nullable Throwable cause) {
    return new OperatorException(op.type(), options.node(), text, cause);
  }

  @Override
  public String toString() {
    return describe() + " " + inputs + " -> " + dsts;
  }
}

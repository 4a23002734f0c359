package dev.fovea.spi;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Port;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A backend's decision how to run one operator on given descriptors: algorithm, layouts, scratch,
 * error model. It has seen no weights. Immutable and thread-safe; nothing needs closing.
 */
public final class Plan {
  private final Op op;
  private final PlanOptions options;
  private final List<TensorDesc> inputs;
  private final List<TensorDesc> dsts;
  private final List<TensorDesc> srcs;
  private final boolean[] constant;
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
    for (int i = 0; i < constant.length; i++) {
      Port port = ports.get(i);
      constant[i] = port.isParameter() && !options.variableParameters().contains(port.name());
      if (!constant[i]) {
        given.add(inputs.get(i));
      }
    }
    this.srcs = List.copyOf(given);
  }

  /**
   * Begins a plan: checks the inputs, asks for them in plain layout and infers dense plain outputs.
   * A backend that reads what was offered, or wants another layout, says so with {@link
   * Builder#inputs}.
   *
   * @throws OperatorException, with the node's name, if the inputs do not fit the operator or a
   *     variable parameter is none of its parameters
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
      List<TensorDesc> dsts = op.infer(inputs);
      List<TensorDesc> plain =
          inputs.stream().map(d -> d.layout().isPlain() ? d : d.plain()).toList();
      return new Builder(op, plain, dsts, options);
    } catch (OperatorException e) {
      throw e.at(options.node());
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
     */
    public Plan build(
        String description, ErrorModel errorModel, Function<Operands, KernelBody> body) {
      return new Plan(this, description, errorModel, body);
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
   * @throws OperatorException if a parameter is missing, unexpected, of another shape, or not
   *     finite
   */
  public Kernel build(Map<String, Tensor> constants, WeightStore store) {
    List<Port> ports = op.inputs();
    List<@Nullable Tensor> held = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < ports.size(); i++) {
      Tensor tensor = constant[i] ? constants.get(ports.get(i).name()) : null;
      if (constant[i]) {
        checkConstant(ports.get(i).name(), inputs.get(i), tensor);
        used++;
      }
      held.add(tensor);
    }
    if (used != constants.size()) {
      throw problem("constants " + constants.keySet() + " given; expected only " + constantNames());
    }
    Operands operands = new Operands(held, store);
    try {
      return new Kernel(this, operands, body.apply(operands));
    } catch (RuntimeException | Error e) {
      operands.close();
      throw e;
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
    if (tensor.isClosed()) {
      throw problem(port + " is closed; expected an open tensor");
    }
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

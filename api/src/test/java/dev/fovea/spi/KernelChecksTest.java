package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.MaxPool2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelChecksTest extends KernelFixture {
  @Test
  void countsAreChecked() {
    Kernel kernel = relu(counting);
    Tensor scratch = open(TensorDesc.of(4));
    Tensor src = open(DESC);
    refuses(
        kernel,
        List.of(),
        List.of(open(DESC)),
        scratch,
        "Activation[node7]: 0 inputs given; expected 1");
    refuses(
        kernel,
        List.of(src),
        List.of(open(DESC), open(DESC)),
        scratch,
        "Activation[node7]: 2 outputs given; expected 1");
  }

  @Test
  void shapesAreChecked() {
    Kernel kernel = relu(counting);
    Tensor scratch = open(TensorDesc.of(4));
    Tensor good = open(DESC);
    Tensor bad = open(TensorDesc.of(3, 2));
    refuses(
        kernel,
        List.of(bad),
        List.of(good),
        scratch,
        "Activation[node7]: src is float32[3,2]; expected float32[2,3]");
    refuses(
        kernel,
        List.of(good),
        List.of(bad),
        scratch,
        "Activation[node7]: dst is float32[3,2]; expected float32[2,3]");
  }

  @Test
  void outputsAreNumberedIfThereAreSeveral() {
    TensorDesc src = TensorDesc.of(1, 1, 2, 2);
    Plan plan =
        Plan.of(
                MaxPool2d.of(Window2d.of(2)).indices(MaxPool2d.Indices.ROW_MAJOR),
                List.of(src),
                NAMED)
            .build("test", ErrorModel.exact(), operands -> counting);
    TensorDesc value = TensorDesc.of(1, 1, 1, 1);
    refuses(
        plan.build(Map.of()),
        List.of(open(src)),
        List.of(open(value), open(value)),
        open(TensorDesc.of(0)),
        "MaxPool2d[node7]: dst 1 is float32[1,1,1,1]; expected int64[1,1,1,1]");
  }

  @Test
  void closedTensorsAreRefusedAndNothingStaysHeld() {
    Kernel kernel = add();
    Tensor a = open(DESC);
    Tensor closed = open(DESC);
    closed.close();
    Tensor dst = open(DESC);
    Tensor none = open(TensorDesc.of(0));
    refuses(
        kernel,
        List.of(a, closed),
        List.of(dst),
        none,
        "Add[node7]: b is closed; expected an open tensor of float32[2,3]");
    refuses(
        kernel,
        List.of(a, dst),
        List.of(closed),
        none,
        "Add[node7]: dst is closed; expected an open tensor of float32[2,3]");
    // A lease that was not given back would keep the memory alive: @AfterEach looks.
    a.close();
    dst.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void scratchIsChecked() {
    Kernel kernel = relu(counting);
    Tensor src = open(DESC);
    Tensor dst = open(DESC);
    refuses(
        kernel,
        List.of(src),
        List.of(dst),
        open(TensorDesc.of(3)),
        "Activation[node7]: scratch has 12 bytes; expected at least 16 for 1 workers");
    Tensor closed = open(TensorDesc.of(4));
    closed.close();
    refuses(
        kernel,
        List.of(src),
        List.of(dst),
        closed,
        "Activation[node7]: scratch is closed; expected an open tensor");
    refuses(
        kernel,
        List.of(src),
        List.of(dst),
        open(TensorDesc.of(DType.INT64, Shape.of(2))),
        "Activation[node7]: scratch is int64[2]; expected float32");
    Tensor memory = open(TensorDesc.of(7));
    Tensor shared = keep(memory.view(DESC, 4));
    refuses(
        kernel,
        List.of(shared),
        List.of(dst),
        keep(memory.view(TensorDesc.of(4), 0)),
        "Activation[node7]: scratch overlaps src; expected memory of its own");
    try (WorkerPool pool = new WorkerPool(2)) {
      Tensor forOne = open(TensorDesc.of(4));
      assertThatThrownBy(() -> kernel.run(List.of(src), List.of(dst), forOne, pool))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining("16 bytes; expected at least 32 for 2 workers");
    }
  }

  @Test
  void scratchStartsAtAnAlignedAddress() {
    Tensor memory = open(TensorDesc.of(64));
    Tensor misaligned = keep(memory.view(TensorDesc.of(4), 32));
    refuses(
        relu(counting),
        List.of(open(DESC)),
        List.of(open(DESC)),
        misaligned,
        "Activation[node7]: scratch starts at 0x"
            + Long.toHexString(memory.address() + 32)
            + "; expected a multiple of 64");
    // Nobody reads it where none is needed.
    add().run(List.of(open(DESC), open(DESC)), List.of(open(DESC)), misaligned, Workers.single());
    assertThat(runs).hasValue(1);
  }
}

package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class TensorArgumentsTest {

  @Test
  void aBufferThatIsTooSmallIsLeftAlone() {
    try (Tensor tensor = Tensor.of(Shape.of(3), 1, 2, 3)) {
      FloatBuffer target = FloatBuffer.allocate(2);
      assertThatThrownBy(() -> tensor.copyTo(target)).isInstanceOf(BufferOverflowException.class);
      assertThat(target.position()).isZero();
      assertThat(target.get(0)).isZero();
    }
  }

  @Test
  void foreignMemoryHasAnOwner() {
    try (Tensor memory = Tensor.allocate(TensorDesc.of(1))) {
      long address = memory.address();
      assertThatThrownBy(() -> Tensor.wrap(TensorDesc.of(1), address, 4, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("owner");
    }
  }
}

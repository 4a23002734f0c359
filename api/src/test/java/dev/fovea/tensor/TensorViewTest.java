package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TensorViewTest {

  @Test
  void closingViewLeavesTensorAlone() {
    long before = Tensor.liveBytes();
    try (Tensor tensor = Tensor.of(Shape.of(4), 1, 2, 3, 4)) {
      tensor.reshape(Shape.of(2, 2)).close();
      tensor.view(tensor.desc(), 0).close();

      assertThat(Tensor.liveBytes()).isEqualTo(before + 16);
      assertThat(tensor.toFloats()).containsExactly(1, 2, 3, 4);
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void viewKeepsMemoryOfClosedTensor() {
    long before = Tensor.liveBytes();
    Tensor tensor = Tensor.of(Shape.of(4), 1, 2, 3, 4);
    Tensor view = tensor.view(tensor.desc(), 0);
    Tensor viewOfView = view.reshape(Shape.of(2, 2));
    tensor.close();
    view.close();

    assertThat(viewOfView.toFloats()).containsExactly(1, 2, 3, 4);
    viewOfView.close();
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }
}

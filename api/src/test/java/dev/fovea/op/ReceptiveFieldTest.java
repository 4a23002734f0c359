package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {

  /** Follows one channel through operators without bias. */
  private static final class Walk {
    private ReceptiveField field = ReceptiveField.INPUT;
    private TensorDesc at;

    Walk(int size) {
      at = TensorDesc.of(1, 1, size, size);
    }

    Walk then(Op op, Shape... weights) {
      List<TensorDesc> inputs =
          weights.length == 0 ? List.of(at) : List.of(at, TensorDesc.of(weights[0]));
      field = field.then(op.receptiveFieldStep(inputs));
      at = op.infer(inputs).get(0);
      return this;
    }

    Walk conv(Window2d window) {
      Conv2d op = Conv2d.of(1, 1, window).bias(false);
      return then(op, op.weightsShape());
    }

    Walk transposed(Window2d window) {
      ConvTranspose2d op = ConvTranspose2d.of(1, 1, window).bias(false);
      return then(op, op.weightsShape());
    }
  }

  @Test
  void ofVgg16() {
    Walk walk = new Walk(224);
    int[] convsPerStage = {2, 2, 3, 3, 3};
    for (int stage = 0; stage < 5; stage++) {
      for (int i = 0; i < convsPerStage[stage]; i++) {
        walk.conv(Window2d.of(3).pad(1));
      }
      if (stage == 4) {
        assertThat(walk.field.height()).isEqualTo(196);
      }
      walk.then(MaxPool2d.of(Window2d.of(2).stride(2)));
    }
    assertThat(walk.field.height()).isEqualTo(212);
    assertThat(walk.field.width()).isEqualTo(212);
    assertThat(walk.field.jumpH()).isEqualTo(32);
    assertThat(walk.field.centreH()).isEqualTo(15.5);
    assertThat(walk.at).isEqualTo(TensorDesc.of(1, 1, 7, 7));
    assertThat(walk.field).hasToString("212x212 every 32x32");
  }

  @Test
  void ofADilatedStackDoubles() {
    Walk walk = new Walk(64);
    for (int dilation = 1; dilation <= 8; dilation *= 2) {
      walk.conv(Window2d.of(3).dilation(dilation).pad(dilation));
    }
    assertThat(walk.field).isEqualTo(new ReceptiveField(31, 31, 1, 1, 0, 0));
  }

  @Test
  void ofATransposedConvolutionShrinksTheJump() {
    Walk walk =
        new Walk(16)
            .conv(Window2d.of(3).stride(2).pad(1))
            .transposed(Window2d.of(4).stride(2).pad(1));
    // Output 0 reads maps -1 and 0, whose windows are rows -3 to 1; outputs lie a row apart.
    assertThat(walk.field.height()).isEqualTo(5);
    assertThat(walk.field.jumpH()).isEqualTo(1);
    assertThat(walk.field.centreH()).isEqualTo(-0.5);
    assertThat(walk.at).isEqualTo(TensorDesc.of(1, 1, 16, 16));
    walk.transposed(Window2d.of(2).stride(2));
    assertThat(walk.field).hasToString("5x5 every 0.5x0.5");
  }

  @Test
  void axesAreIndependent() {
    Walk walk =
        new Walk(32)
            .conv(
                Window2d.of(new Size2d(1, 5)).strides(new Size2d(1, 2)).pad(Padding.of(0, 1, 0, 0)))
            .conv(Window2d.of(3));
    assertThat(walk.field).isEqualTo(new ReceptiveField(3, 9, 1, 2, 1, 3));
  }

  @Test
  void globalPoolingReadsTheWholeMap() {
    Walk walk = new Walk(8).then(MaxPool2d.of(Window2d.of(2).stride(2))).then(new GlobalMaxPool());
    assertThat(walk.field.height()).isEqualTo(8);
    assertThat(walk.field.centreH()).isEqualTo(3.5);
  }

  @Test
  void pointwiseOperatorsChangeNothing() {
    assertThat(new Walk(8).then(Activation.relu()).field).isEqualTo(ReceptiveField.INPUT);
  }

  @Test
  void branchesThatMeetSeeTheLargerField() {
    ReceptiveField wide = new Walk(16).conv(Window2d.of(5).pad(2)).field;
    assertThat(ReceptiveField.INPUT.union(wide).height()).isEqualTo(5);
    assertThat(wide.union(ReceptiveField.INPUT)).isEqualTo(ReceptiveField.INPUT.union(wide));
  }
}

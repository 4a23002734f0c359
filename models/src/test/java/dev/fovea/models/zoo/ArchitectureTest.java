package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.net.Initialiser;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.vision.Resampling;
import dev.fovea.models.vision.Step;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.op.Size2d;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void classifiersSeeTheMiddleAsTorchvisionCutsIt() {
    Architecture vgg = architecture(Task.CLASSIFICATION, 3);
    assertThat(vgg.preprocessing(vgg.options())).isEqualTo(Preprocessing.imageNet(256, 224));
    assertThat(vgg.preprocessing(vgg.options().input(299, 299)))
        .isEqualTo(Preprocessing.imageNet(342, 299));
  }

  @Test
  void aCropLiesInsideThePictureWhateverItsAspect() {
    Architecture vgg = architecture(Task.CLASSIFICATION, 3);
    assertThat(vgg.preprocessing(vgg.options().input(288, 320)).steps())
        .containsExactly(
            new Step.ResizeShorter(366, Resampling.PILLOW_BILINEAR), new Step.CentreCrop(288, 320));
  }

  @Test
  void greyNetworksSeeGreyValuesUpToOne() {
    Architecture lenet = architecture(Task.CLASSIFICATION, 1);
    Preprocessing wanted = lenet.preprocessing(lenet.options());
    assertThat(wanted.colour()).isEqualTo(Preprocessing.Colour.GREY);
    assertThat(wanted.mean()).containsExactly(0f);
    assertThat(wanted.std()).containsExactly(1f);
  }

  @Test
  void whereThePlaceCountsThePictureIsFittedWhole() {
    for (Task task : List.of(Task.SEGMENTATION, Task.DETECTION)) {
      Architecture net = architecture(task, 3);
      Preprocessing wanted = net.preprocessing(net.options().input(320, 480));
      assertThat(wanted.steps())
          .containsExactly(new Step.Letterbox(320, 480, 114, Resampling.PILLOW_BILINEAR));
      assertThat(wanted.mean()).isEqualTo(Preprocessing.imageNet(256, 224).mean());
    }
  }

  @Test
  void optionsArePublishedSizesAndASeed() {
    assertThat(architecture(Task.CLASSIFICATION, 3).options())
        .isEqualTo(new ZooOptions(Size2d.square(224), 10, 1, Initialiser.he(1)));
  }

  private static Architecture architecture(Task task, int channels) {
    return new Architecture(
        "net",
        "Net",
        task,
        "nobody",
        2014,
        channels,
        Size2d.square(224),
        10,
        new Published(0, "nowhere"),
        (picture, options) -> List.of(picture));
  }
}

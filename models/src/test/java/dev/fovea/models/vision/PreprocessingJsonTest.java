package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.vision.Preprocessing.AxisOrder;
import dev.fovea.models.vision.Preprocessing.Colour;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingJsonTest {
  private static Preprocessing read(String json) {
    return PreprocessingJson.read(json.replace('\'', '"'), "net");
  }

  @Test
  void everyFieldIsRead() {
    Preprocessing read =
        read(
            """
            {
              'version': 1,
              'steps': [
                {'resizeShorter': 256, 'resampling': 'pillow_bicubic'},
                {'centreCrop': [224, 192]}
              ],
              'colour': 'BGR', 'layout': 'NHWC', 'unit': 127.5,
              'mean': [1, 1.5, 1], 'std': [1, 2, 1], 'invert': true
            }
            """);
    assertThat(read)
        .isEqualTo(
            new Preprocessing(
                List.of(
                    new Step.ResizeShorter(256, Resampling.PILLOW_BICUBIC),
                    new Step.CentreCrop(224, 192)),
                Colour.BGR,
                AxisOrder.NHWC,
                127.5f,
                List.of(1f, 1.5f, 1f),
                List.of(1f, 2f, 1f),
                true));
  }

  @Test
  void whatIsLeftOutIsUsual() {
    assertThat(read("{'version': 1, 'steps': [{'resize': 8}], 'colour': 'GREY'}"))
        .isEqualTo(Preprocessing.grey(8, 8));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Preprocessing all =
        Preprocessing.imageNet(256, 224)
            .layout(AxisOrder.NHWC)
            .steps(
                new Step.Resize(3, 4, Resampling.OPENCV_LINEAR),
                new Step.ResizeShorter(9, Resampling.PILLOW_BICUBIC),
                new Step.CropToAspect(4, 3),
                new Step.CentreCrop(5, 6),
                new Step.Letterbox(7, 8, 114, Resampling.PILLOW_BILINEAR));
    assertThat(PreprocessingJson.read(PreprocessingJson.write(all), "net")).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'version': 2, 'steps': [{'resize': 8}]} | version is 2; expected 1
          {'steps': [{'resize': 8}]} | version is missing; expected 1
          {'version': 1} | steps is missing; expected a list
          {'version': 1, 'steps': [{'rotate': 8}]} | step {"rotate":8} is unknown; expected one that
          {'version': 1, 'steps': [{'resize': [8]}]} | resize is [8]; expected [rows, columns]
          {'version': 1, 'steps': [{'resize': 'big'}]} | resize is "big"; expected [rows, columns]
          {'version': 1, 'steps': [{'resize': 0}]} | Resize: size is 0 x 0; expected at least 1 x 1
          {'version': 1, 'steps': [{'resize': 8, 'with': 1}]} | field with is unknown; expected some of
          {'version': 1, 'steps': [{'letterbox': 8, 'fill': 300}]} | fill is 300; expected 0 to 255
          {'version': 1, 'steps': [{'resize': 8}], 'color': 'RGB'} | field color is unknown; expected
          {'version': 1, 'steps': [{'resize': 8}], 'colour': 'CMYK'} | colour is "CMYK"; expected one of [BGR, GREY, RGB]
          {'version': 1, 'steps': [{'resize': 8, 'resampling': 'nearest'}]} | resampling is "nearest"; expected one of [opencv_linear, pillow_bicubic, pillow_bilinear]
          {'version': 1, 'steps': [{'resize': 8}], 'mean': [1]} | mean is [1.0] and std
          {'version': 1, 'steps': [{'resize': 8}], 'unit': 0} | unit is 0.0
          {'version': 1, 'steps': [{'resize': 8}], 'invert': 'no'} | invert is "no"; expected true or false
          [1] | the description is [1]; expected an object
          {'version': 1, | is no JSON
          """)
  void mistakesAreNamed(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Preprocessing[net]: ")
        .hasMessageContaining(message);
  }
}

package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorDescTest {
  private static final TensorDesc SLICE =
      new TensorDesc(DType.FLOAT32, Shape.of(2, 3, 4, 5), Layout.PLAIN, 100);

  @Test
  void denseImagesFollowEachOther() {
    TensorDesc desc = TensorDesc.of(2, 3, 4, 5);
    assertThat(desc.imageElements()).isEqualTo(60);
    assertThat(desc.imageStride()).isEqualTo(60);
    assertThat(desc.isDense()).isTrue();
    assertThat(desc.span()).isEqualTo(120);
    assertThat(desc.bytes()).isEqualTo(480);
    assertThat(desc.offset(1, 2, 3, 4)).isEqualTo(119);
    assertThat(desc.position(77)).isEqualTo(77);
    assertThat(desc).hasToString("float32[2,3,4,5]");
  }

  @Test
  void imagesOfASliceLieAStrideApart() {
    assertThat(SLICE.isDense()).isFalse();
    assertThat(SLICE.span()).isEqualTo(160);
    assertThat(SLICE.offset(1, 0, 0, 0)).isEqualTo(100);
    assertThat(SLICE.position(59)).isEqualTo(59);
    assertThat(SLICE.position(60)).isEqualTo(100);
    assertThat(SLICE.position(119)).isEqualTo(159);
    assertThat(SLICE).hasToString("float32[2,3,4,5] image stride 100");
    assertThat(SLICE.plain()).isEqualTo(TensorDesc.of(2, 3, 4, 5));
  }

  @Test
  void oneImageIsDenseWhateverItsStride() {
    assertThat(new TensorDesc(DType.FLOAT32, Shape.of(1, 3), Layout.PLAIN, 9).isDense()).isTrue();
  }

  @Test
  void blocksRoundChannelsUp() {
    TensorDesc desc = TensorDesc.of(DType.FLOAT32, Shape.of(2, 5, 3, 2), Layout.blocked(4));
    assertThat(desc.imageElements()).isEqualTo(8 * 3 * 2);
    assertThat(desc.offset(0, 3, 0, 0)).isEqualTo(3);
    assertThat(desc.offset(0, 0, 0, 1)).isEqualTo(4);
    assertThat(desc.offset(0, 4, 0, 0)).isEqualTo(24);
    assertThat(desc.offset(1, 4, 2, 1)).isEqualTo(48 + 24 + 20);
    assertThat(desc).hasToString("float32[2,5,3,2] NCHW4c");
  }

  @Test
  void scalarsAndEmptyBatchesHaveASpan() {
    assertThat(TensorDesc.of().span()).isEqualTo(1);
    assertThat(TensorDesc.of(0, 3).bytes()).isZero();
    assertThat(TensorDesc.of(DType.INT64, Shape.of(3)).bytes()).isEqualTo(24);
  }

  @Test
  void strideAsideEqualContentsMatch() {
    assertThat(SLICE.matches(TensorDesc.of(2, 3, 4, 5))).isTrue();
    assertThat(SLICE).isNotEqualTo(TensorDesc.of(2, 3, 4, 5));
    assertThat(SLICE.matches(TensorDesc.of(2, 3, 5, 4))).isFalse();
    assertThat(SLICE.matches(TensorDesc.of(DType.INT64, SLICE.shape()))).isFalse();
    assertThat(SLICE.matches(TensorDesc.of(DType.FLOAT32, SLICE.shape(), Layout.blocked(4))))
        .isFalse();
  }

  @Test
  void refusesImagesThatWouldOverlap() {
    assertThatThrownBy(() -> new TensorDesc(DType.FLOAT32, Shape.of(2, 3, 4, 5), Layout.PLAIN, 59))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TensorDesc: image stride is 59; expected at least 60 for [2,3,4,5]");
  }

  @Test
  void refusesBlockedLayoutsOfOtherRanks() {
    assertThatThrownBy(() -> TensorDesc.of(DType.FLOAT32, Shape.of(2, 8), Layout.blocked(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("NCHW8c", "[2,8]", "rank 4");
  }

  @Test
  void refusesMoreBytesThanALongCounts() {
    assertThatThrownBy(() -> TensorDesc.of(1 << 30, 1 << 30, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^63 bytes");
    assertThatThrownBy(
            () -> new TensorDesc(DType.FLOAT32, Shape.of(3, 1), Layout.PLAIN, Long.MAX_VALUE / 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^63 bytes");
  }

  @Test
  void refusesBlockedImagesThatOverflow() {
    for (Layout layout : List.of(Layout.blocked(16), Layout.blocked(1 << 30))) {
      assertThatThrownBy(
              () -> TensorDesc.of(DType.FLOAT32, Shape.of(1, 1, 1 << 30, 1 << 30), layout))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("TensorDesc: [1,1,1073741824,1073741824]", layout.toString());
    }
  }
}

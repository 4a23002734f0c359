package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorTest {
  private long liveBefore;

  @BeforeEach
  void rememberLiveBytes() {
    liveBefore = Tensor.liveBytes();
  }

  @AfterEach
  void everythingWasReleased() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static float[] counting(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i + 1;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 16, 1000, 4097})
  void memoryIsAlignedAndZero(int elements) {
    try (Tensor tensor = Tensor.allocate(TensorDesc.of(elements))) {
      assertThat(tensor.address() % Tensor.ALIGNMENT).isZero();
      assertThat(tensor.bytes().capacity()).isEqualTo(4 * elements);
      assertThat(tensor.toFloats()).isEqualTo(new float[elements]);
    }
  }

  @Test
  void closeIsIdempotentAndReleasesOnce() {
    Tensor tensor = Tensor.allocate(TensorDesc.of(10));
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore + 40);
    tensor.close();
    tensor.close();
    assertThat(tensor.isClosed()).isTrue();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void manyCyclesLeaveNothingBehind() {
    for (int i = 0; i < 10_000; i++) {
      try (Tensor tensor = Tensor.allocate(TensorDesc.of(2, 16, 8, 8));
          Tensor slice = tensor.channelSlice(4, 4)) {
        slice.bytes().putFloat(0, i);
      }
    }
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void aClosedTensorSaysSo() {
    Tensor tensor = Tensor.of(Shape.of(2), 1, 2);
    tensor.close();
    String message = "Tensor: float32[2] is closed; expected an open tensor";
    assertThatThrownBy(tensor::floats)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(tensor::bytes).hasMessage(message);
    assertThatThrownBy(tensor::address).hasMessage(message);
    assertThatThrownBy(tensor::toFloats).hasMessage(message);
    assertThatThrownBy(() -> tensor.copyFrom(1, 2)).hasMessage(message);
    assertThatThrownBy(tensor::acquire).hasMessage(message);
    assertThatThrownBy(() -> tensor.reshape(Shape.of(1, 2))).hasMessage(message);
    assertThat(tensor).hasToString("Tensor float32[2] (closed)");
  }

  @Test
  void closeTakesEffectWhenTheLastLeaseEnds() {
    Tensor tensor = Tensor.of(Shape.of(2), 1, 2);
    tensor.acquire();
    tensor.close();
    assertThat(tensor.isClosed()).isTrue();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore + 8);
    assertThat(tensor.floats().get(1)).isEqualTo(2);
    tensor.release();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
    assertThatThrownBy(tensor::floats).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aViewKeepsTheMemoryAlive() {
    Tensor whole = Tensor.of(Shape.of(4), 1, 2, 3, 4);
    Tensor view = whole.view(TensorDesc.of(2), 8);
    Tensor viewOfView = view.reshape(Shape.of(1, 2));
    whole.close();
    view.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore + 16);
    assertThat(viewOfView.toFloats()).containsExactly(3, 4);
    viewOfView.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void closingAViewLeavesTheWholeOpen() {
    try (Tensor whole = Tensor.of(Shape.of(2), 1, 2)) {
      whole.view(TensorDesc.of(1), 4).close();
      assertThat(whole.toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void viewsLieInsideAndAligned() {
    try (Tensor whole = Tensor.allocate(TensorDesc.of(4))) {
      for (long offset : new long[] {-4, 2, 12, Long.MAX_VALUE - 3}) {
        assertThatThrownBy(() -> whole.view(TensorDesc.of(2), offset))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll("float32[2]", "at byte " + offset, "inside 16 bytes");
      }
    }
  }

  @Test
  void reshapeSharesTheMemory() {
    try (Tensor tensor = Tensor.of(Shape.of(2, 3), counting(6));
        Tensor flat = tensor.reshape(Shape.of(6))) {
      flat.floats().put(0, 9);
      assertThat(tensor.toFloats()).containsExactly(9, 2, 3, 4, 5, 6);
      assertThatThrownBy(() -> tensor.reshape(Shape.of(5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("float32[2,3]", "[5]", "as many elements");
    }
  }

  @Test
  void reshapeRefusesSlicesAndBlocks() {
    TensorDesc blocked = TensorDesc.of(DType.FLOAT32, Shape.of(1, 8, 1, 1), Layout.blocked(8));
    try (Tensor tensor = Tensor.allocate(TensorDesc.of(2, 4, 1, 1));
        Tensor slice = tensor.channelSlice(0, 2);
        Tensor block = Tensor.allocate(blocked)) {
      assertThatThrownBy(() -> slice.reshape(Shape.of(4))).hasMessageContaining("dense plain");
      assertThatThrownBy(() -> block.reshape(Shape.of(8))).hasMessageContaining("dense plain");
    }
  }

  @Test
  void aChannelSliceReadsAndWritesEveryImage() {
    try (Tensor whole = Tensor.of(Shape.of(2, 3, 1, 2), counting(12));
        Tensor slice = whole.channelSlice(1, 2)) {
      assertThat(slice.shape()).isEqualTo(Shape.of(2, 2, 1, 2));
      assertThat(slice.toFloats()).containsExactly(3, 4, 5, 6, 9, 10, 11, 12);
      slice.copyFrom(0, 0, 0, 0, -1, -1, -1, -1);
      assertThat(whole.toFloats()).containsExactly(1, 2, 0, 0, 0, 0, 7, 8, -1, -1, -1, -1);
    }
  }

  @Test
  void aSliceOfLongsIsCopiedOutImageByImage() {
    try (Tensor whole = Tensor.ofLongs(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor slice = whole.channelSlice(1, 1)) {
      assertThat(slice.toLongs()).containsExactly(2, 4);
    }
  }

  @Test
  void anEmptyBatchHasChannelSlices() {
    try (Tensor whole = Tensor.allocate(TensorDesc.of(0, 3, 1, 2));
        Tensor slice = whole.channelSlice(1, 2)) {
      assertThat(slice.toFloats()).isEmpty();
    }
  }

  @Test
  void channelSlicesStayInside() {
    try (Tensor whole = Tensor.allocate(TensorDesc.of(1, 4, 1, 1));
        Tensor line = Tensor.allocate(TensorDesc.of(4))) {
      int[][] ranges = {{-1, 1}, {0, 0}, {3, 2}, {4, 1}, {1, Integer.MAX_VALUE}};
      for (int[] range : ranges) {
        assertThatThrownBy(() -> whole.channelSlice(range[0], range[1]))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll("channels " + range[0] + " to", "inside axis 1");
      }
      assertThatThrownBy(() -> line.channelSlice(0, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aBlockedSliceHoldsWholeBlocks() {
    TensorDesc desc = TensorDesc.of(DType.FLOAT32, Shape.of(2, 12, 1, 2), Layout.blocked(8));
    try (Tensor whole = Tensor.allocate(desc).copyFrom(counting(48));
        Tensor first = whole.channelSlice(0, 8);
        Tensor last = whole.channelSlice(8, 4)) {
      assertThat(first.toFloats()).startsWith(1, 2, 3).hasSize(32);
      assertThat(last.toFloats())
          .containsExactly(17, 18, 19, 20, 21, 22, 23, 24, 41, 42, 43, 44, 45, 46, 47, 48);
      assertThatThrownBy(() -> whole.channelSlice(4, 8)).hasMessageContaining("multiple of 8");
      assertThatThrownBy(() -> whole.channelSlice(0, 4)).hasMessageContaining("multiple of 8");
    }
  }

  @Test
  void blockedCopiesRoundTripAndPaddingLanesAreZero() {
    TensorDesc desc = TensorDesc.of(DType.FLOAT32, Shape.of(2, 5, 1, 2), Layout.blocked(8));
    try (Tensor tensor = Tensor.allocate(desc)) {
      FloatBuffer stored = tensor.floats();
      for (int i = 0; i < stored.limit(); i++) {
        stored.put(i, Float.NaN);
      }
      tensor.copyFrom(counting(20));
      assertThat(tensor.toFloats()).isEqualTo(counting(20));
      float[] firstPixel = new float[8];
      stored.get(0, firstPixel);
      assertThat(firstPixel).containsExactly(1, 3, 5, 7, 9, 0, 0, 0);
      for (int i = 0; i < stored.limit(); i++) {
        assertThat(stored.get(i)).isNotNaN();
      }
    }
  }

  @Test
  void copiesCheckTheCountAndLeavePositionsAlone() {
    try (Tensor tensor = Tensor.allocate(TensorDesc.of(3))) {
      assertThatThrownBy(() -> tensor.copyFrom(1, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Tensor: 2 values given; expected 3 for [3]");
      FloatBuffer source = FloatBuffer.wrap(new float[] {0, 1, 2, 3}).position(1);
      tensor.copyFrom(source);
      assertThat(source.position()).isEqualTo(1);
      FloatBuffer target = FloatBuffer.allocate(4);
      tensor.copyTo(target);
      assertThat(target.position()).isEqualTo(3);
      assertThat(target.array()).containsExactly(1, 2, 3, 0);
    }
    assertThatThrownBy(() -> Tensor.of(Shape.of(3), 1)).hasMessageContaining("expected 3");
    assertThatThrownBy(() -> Tensor.ofLongs(Shape.of(3), 1)).hasMessageContaining("expected 3");
  }

  @Test
  void elementsAreReadAsTheirOwnTypeOnly() {
    try (Tensor floats = Tensor.allocate(TensorDesc.of(1));
        Tensor longs = Tensor.ofLongs(Shape.of(1), 7)) {
      assertThatThrownBy(floats::longs).hasMessage("Tensor: float32[1] read as int64");
      assertThatThrownBy(longs::floats).hasMessage("Tensor: int64[1] read as float32");
      assertThatThrownBy(longs::toFloats).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void foreignMemoryIsSharedAndItsOwnerToldOnce() {
    AtomicInteger ends = new AtomicInteger();
    try (Tensor owner = Tensor.of(Shape.of(4), 1, 2, 3, 4)) {
      Tensor foreign =
          Tensor.wrap(TensorDesc.of(3), owner.address() + 4, 12, ends::incrementAndGet);
      Tensor view = foreign.view(TensorDesc.of(1), 8);
      assertThat(foreign.address()).isEqualTo(owner.address() + 4);
      assertThat(foreign.toFloats()).containsExactly(2, 3, 4);
      foreign.floats().put(0, 9);
      assertThat(owner.toFloats()).containsExactly(1, 9, 3, 4);
      assertThat(Tensor.liveBytes()).isEqualTo(liveBefore + 16);
      foreign.close();
      foreign.close();
      assertThat(ends).hasValue(0);
      assertThat(view.toFloats()).containsExactly(4);
      view.close();
      assertThat(ends).hasValue(1);
    }
  }

  @Test
  void foreignMemoryMustFit() {
    TensorDesc desc = TensorDesc.of(4);
    assertThatThrownBy(() -> Tensor.wrap(desc, 0, 16, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("foreign address is 0x0");
    assertThatThrownBy(() -> Tensor.wrap(desc, 0x1002, 16, () -> {}))
        .hasMessageContainingAll("0x1002", "multiple of 4");
    assertThatThrownBy(() -> Tensor.wrap(desc, 0x1000, 15, () -> {}))
        .hasMessageContainingAll("15 bytes", "at least 16", "float32[4]");
  }

  @Test
  void directBuffersAreWrappedFromTheirPosition() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
    int start = buffer.alignmentOffset(0, 4) == 0 ? 4 : 8 - buffer.alignmentOffset(0, 4);
    buffer.putFloat(start, 5).position(start);
    try (Tensor tensor = Tensor.wrap(TensorDesc.of(2), buffer)) {
      assertThat(tensor.toFloats()).containsExactly(5, 0);
      tensor.floats().put(1, 6);
      assertThat(buffer.getFloat(start + 4)).isEqualTo(6);
    }
  }

  @Test
  void otherBuffersAreRefused() {
    TensorDesc desc = TensorDesc.of(2);
    assertThatThrownBy(() -> Tensor.wrap(desc, ByteBuffer.allocate(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("heap", "Tensor.of");
    ByteBuffer direct = ByteBuffer.allocateDirect(16);
    assertThatThrownBy(() -> Tensor.wrap(desc, direct.asReadOnlyBuffer()))
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> Tensor.wrap(desc, direct.duplicate().position(12)))
        .hasMessageContainingAll("4 bytes at 12", "at least 8");
    assertThatThrownBy(() -> Tensor.wrap(desc, direct.duplicate().position(1)))
        .hasMessageContaining("aligned to 4");
  }

  @Test
  void tensorsBeyondTwoGigabytesAreRefused() {
    assertThatThrownBy(() -> Tensor.allocate(TensorDesc.of(1 << 10, 1 << 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("4294967296 bytes", "2 GiB", "split the batch");
  }

  @Test
  void anExhaustedLimitNamesTheFlag() {
    assumeTrue(Runtime.getRuntime().maxMemory() <= 1L << 31, "needs -Xmx2g or less");
    try (Tensor held = Tensor.allocate(TensorDesc.of(16 << 20))) {
      assertThatThrownBy(() -> Tensor.allocate(TensorDesc.of(Integer.MAX_VALUE / 4 - 32)))
          .isInstanceOf(TensorAllocationException.class)
          .hasMessageContainingAll("MaxDirectMemorySize", Tensor.liveBytes() + " live")
          .hasCauseInstanceOf(OutOfMemoryError.class);
      assertThat(held.isClosed()).isFalse();
    }
  }

  @Test
  void separateTensorsAreApart() {
    try (Tensor a = Tensor.allocate(TensorDesc.of(4));
        Tensor b = Tensor.allocate(TensorDesc.of(4))) {
      assertThat(a.overlaps(b)).isFalse();
      assertThat(a.overlaps(a)).isTrue();
    }
  }

  @Test
  void viewsOverlapWhereTheyShareElements() {
    try (Tensor whole = Tensor.allocate(TensorDesc.of(8));
        Tensor low = whole.view(TensorDesc.of(4), 0);
        Tensor middle = whole.view(TensorDesc.of(4), 8);
        Tensor high = whole.view(TensorDesc.of(4), 16)) {
      assertThat(low.overlaps(whole)).isTrue();
      assertThat(low.overlaps(middle)).isTrue();
      assertThat(middle.overlaps(high)).isTrue();
      assertThat(low.overlaps(high)).isFalse();
    }
  }

  @Test
  void interleavedChannelSlicesAreApart() {
    try (Tensor whole = Tensor.allocate(TensorDesc.of(3, 8, 2, 2));
        Tensor front = whole.channelSlice(0, 3);
        Tensor back = whole.channelSlice(3, 5);
        Tensor shared = whole.channelSlice(2, 2)) {
      assertThat(front.overlaps(back)).isFalse();
      assertThat(back.overlaps(front)).isFalse();
      assertThat(shared.overlaps(front)).isTrue();
      assertThat(front.overlaps(shared)).isTrue();
      assertThat(shared.overlaps(back)).isTrue();
      assertThat(front.overlaps(whole)).isTrue();
    }
  }

  @Test
  void printsItsValues() {
    try (Tensor floats = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4.5f);
        Tensor longs = Tensor.ofLongs(Shape.of(2), 7, -1);
        Tensor scalar = Tensor.of(Shape.of(), 1);
        Tensor empty = Tensor.allocate(TensorDesc.of(0, 2))) {
      assertThat(floats)
          .hasToString(
              "Tensor float32[2,2]\n" + "[[    1.0000     2.0000]\n" + " [    3.0000     4.5000]]");
      assertThat(longs).hasToString("Tensor int64[2]\n[   7   -1]");
      assertThat(scalar).hasToString("Tensor float32[]\n    1.0000");
      assertThat(empty).hasToString("Tensor float32[0,2] (empty)");
    }
  }

  @Test
  void cutsLongAxesInTheMiddle() {
    try (Tensor tensor = Tensor.ofLongs(Shape.of(10), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)) {
      assertThat(tensor)
          .hasToString("Tensor int64[10]\n[   0    1    2    3 ...    6    7    8    9]");
    }
  }
}

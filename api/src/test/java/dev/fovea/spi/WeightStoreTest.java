package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.spi.WeightStore.Packed;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeightStoreTest {
  private final WeightStore store = new WeightStore();
  private final Tensor source = Tensor.of(Shape.of(2), 1, 2);
  private final Tensor equal = Tensor.of(Shape.of(2), 1, 2);

  @AfterEach
  void close() {
    source.close();
    equal.close();
  }

  private static Tensor copy(Tensor tensor) {
    return Tensor.of(tensor.shape(), tensor.toFloats());
  }

  @Test
  void oneTensorInOneFormatIsPackedOnce() {
    try (Packed first = store.pack(source, "a", WeightStoreTest::copy);
        Packed second =
            store.pack(
                source,
                "a",
                t -> {
                  throw new AssertionError("packed twice");
                })) {
      assertThat(second.tensor()).isSameAs(first.tensor());
      assertThat(store.bytes()).isEqualTo(8);
    }
  }

  @Test
  void formatsAndTensorsAreToldApart() {
    try (Packed first = store.pack(source, "a", WeightStoreTest::copy);
        Packed otherFormat = store.pack(source, "b", WeightStoreTest::copy);
        Packed otherTensor = store.pack(equal, "a", WeightStoreTest::copy)) {
      assertThat(first.tensor()).isNotSameAs(otherFormat.tensor());
      assertThat(first.tensor()).isNotSameAs(otherTensor.tensor());
      assertThat(store.bytes()).isEqualTo(24);
    }
    assertThat(store.bytes()).isZero();
  }

  @Test
  void viewsOfOneMemoryAreTheSame() {
    try (Tensor view = source.view(source.desc(), 0);
        Tensor half = source.view(TensorDesc.of(1), 0);
        Packed first = store.pack(source, "a", WeightStoreTest::copy);
        Packed second = store.pack(view, "a", WeightStoreTest::copy);
        Packed other = store.pack(half, "a", WeightStoreTest::copy)) {
      assertThat(second.tensor()).isSameAs(first.tensor());
      assertThat(other.tensor()).isNotSameAs(first.tensor());
    }
  }

  @Test
  void anythingMayBeShared() {
    try (Packed first = store.share(List.of("sum", 1), () -> copy(source));
        Packed second = store.share(List.of("sum", 1), () -> copy(equal))) {
      assertThat(second.tensor()).isSameAs(first.tensor());
      assertThat(store.bytes()).isEqualTo(8);
    }
    assertThat(store.bytes()).isZero();
  }

  @Test
  void theLastUserReleasesTheMemory() {
    Packed first = store.pack(source, "a", WeightStoreTest::copy);
    Packed second = store.pack(source, "a", WeightStoreTest::copy);
    Tensor packed = first.tensor();
    first.close();
    assertThat(packed.isClosed()).isFalse();
    second.close();
    assertThat(packed.isClosed()).isTrue();
    try (Packed again = store.pack(source, "a", WeightStoreTest::copy)) {
      assertThat(again.tensor()).isNotSameAs(packed);
    }
  }

  @Test
  void aFailedPackingLeavesNoEntry() {
    assertThatThrownBy(
            () ->
                store.pack(
                    source,
                    "a",
                    t -> {
                      throw new UnsupportedOperationException("no");
                    }))
        .hasMessage("no");
    assertThat(store.bytes()).isZero();
    store.pack(source, "a", WeightStoreTest::copy).close();
  }

  @Test
  void closingAShareTwiceTakesNothingFromAnotherUser() {
    Packed first = store.pack(source, "a", WeightStoreTest::copy);
    Packed second = store.pack(source, "a", WeightStoreTest::copy);
    first.close();
    first.close();
    assertThat(second.tensor().isClosed()).isFalse();
    assertThat(store.bytes()).isEqualTo(8);
    second.close();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void aPackingMayPackAnother() {
    try (Packed outer =
        store.pack(
            source,
            "outer",
            t -> {
              try (Packed inner = store.pack(t, "inner", WeightStoreTest::copy)) {
                return copy(inner.tensor());
              }
            })) {
      assertThat(outer.tensor().toFloats()).containsExactly(1, 2);
      assertThat(store.bytes()).isEqualTo(8);
    }
  }

  @Test
  void aKeyIsNotSharedWhileItIsMade() {
    assertThatThrownBy(
            () ->
                store.share(
                    "key",
                    () -> {
                      try (Packed held = store.share("other", () -> copy(equal))) {
                        Packed same = store.share("key", () -> copy(held.tensor()));
                        return copy(same.tensor());
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("WeightStore: key was shared while it was made");
    // The inner share of the key is still held.
    Packed left = store.share("key", () -> copy(source));
    assertThat(left.tensor().toFloats()).containsExactly(1, 2);
    left.tensor().close();
  }

  @Test
  void aPackingReturnsATensor() {
    assertThatThrownBy(() -> store.pack(source, "a", t -> null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("make returned null");
  }
}

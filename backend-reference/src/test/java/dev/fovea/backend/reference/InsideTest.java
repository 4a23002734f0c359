package dev.fovea.backend.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InsideTest {
  @ParameterizedTest
  @CsvSource({
    "-3, 1, 9, 4, 3, 7",
    "-3, 2, 9, 4, 2, 4",
    "2, 3, 9, 9, 0, 3",
    "4, 1, 9, 4, 0, 0",
    "-5, 2147483647, 9, 4, 1, 1",
    "1, 2147483647, 9, 4, 0, 1",
    "-2147483647, 2147483647, 9, 4, 1, 2"
  })
  void isWhereAllPositionsAreTried(int start, int step, int count, int size, int first, int end) {
    assertThat(Inside.first(start, step)).isEqualTo(first);
    assertThat(Inside.end(start, step, count, size)).isEqualTo(end);
  }
}

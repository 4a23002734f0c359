package dev.fovea.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private final AtomicInteger ends = new AtomicInteger();
  private final Leases leases = new Leases(ends::incrementAndGet);

  @Test
  void closingTwiceEndsOnce() {
    leases.close();
    leases.close();
    assertThat(ends).hasValue(1);
    assertThat(leases.hasEnded()).isTrue();
  }

  @Test
  void closeWaitsForTheLastLease() {
    assertThat(leases.tryAcquire()).isTrue();
    assertThat(leases.tryAcquire()).isTrue();
    leases.close();
    assertThat(leases.isClosed()).isTrue();
    leases.release();
    assertThat(ends).hasValue(0);
    assertThat(leases.hasEnded()).isFalse();
    leases.release();
    assertThat(ends).hasValue(1);
  }

  @Test
  void noLeaseAfterTheClose() {
    leases.close();
    assertThat(leases.tryAcquire()).isFalse();
    assertThat(ends).hasValue(1);
  }

  @Test
  void aHolderMayTakeAnotherLeaseAfterTheClose() {
    leases.tryAcquire();
    leases.close();
    leases.acquireAnother();
    leases.release();
    assertThat(ends).hasValue(0);
    leases.release();
    assertThat(ends).hasValue(1);
  }

  @Test
  void releasingWithoutACloseEndsNothing() {
    leases.tryAcquire();
    leases.release();
    assertThat(ends).hasValue(0);
    assertThat(leases.tryAcquire()).isTrue();
  }
}

package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The outputs of a run that happens once, and only if one of them is asked for. */
final class OneRun implements AutoCloseable {
  private final Supplier<List<Tensor>> run;
  private @Nullable Tensor @Nullable [] outputs;

  OneRun(Supplier<List<Tensor>> run) {
    this.run = run;
  }

  /** Returns an output, the caller's to close; ask for each once. */
  Tensor take(int index) {
    @Nullable Tensor[] made = outputs;
    if (made == null) {
      made = run.get().toArray(Tensor[]::new);
      outputs = made;
    }
    Tensor taken = Objects.requireNonNull(made[index], "taken before");
    made[index] = null;
    return taken;
  }

  /** Closes what nobody took. */
  @Override
  public void close() {
    if (outputs != null) {
      for (Tensor output : outputs) {
        if (output != null) {
          output.close();
        }
      }
    }
  }
}

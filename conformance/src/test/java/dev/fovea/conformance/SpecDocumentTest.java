package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.conformance.mutants.Mutant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/spec.md} says what the rules say. */
class SpecDocumentTest {

  @Test
  void specificationIsUpToDate() throws IOException {
    Path file = Path.of(System.getProperty("fovea.basedir", ".."), "docs", "spec.md");
    String expected = document();
    if (Boolean.getBoolean("fovea.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    String actual = Files.exists(file) ? Files.readString(file) : "";
    assertThat(actual)
        .as("docs/spec.md is not what the rules say; run with -Dfovea.update=true to rewrite it")
        .isEqualTo(expected);
  }

  private static String document() {
    StringBuilder text = new StringBuilder(introduction());
    String operator = "";
    for (Rule rule : Kit.rules()) {
      String current = rule.id().replaceFirst("_\\d\\d_.*", "");
      if (!current.equals(operator)) {
        text.append("\n## ").append(current).append("\n");
        operator = current;
      }
      append(text, rule);
    }
    appendMutants(text);
    return text.toString();
  }

  private static void append(StringBuilder text, Rule rule) {
    text.append("\n**").append(rule.id()).append("**  \n");
    text.append(rule.requirement()).append("  \n");
    text.append("*").append(rule.reason()).append("*\n");
    for (Check check : rule.checks()) {
      if (check.name().startsWith("golden: ")) {
        text.append("\n- golden example: ").append(check.name().substring("golden: ".length()));
      }
    }
    text.append(
        rule.checks().get(rule.checks().size() - 1).name().startsWith("golden: ") ? "\n" : "");
  }

  private static void appendMutants(StringBuilder text) {
    text.append(
        """

        ## How the kit is tested

        Each mutant is a backend with one line wrong. It must fail exactly its rule and no other.

        | mutant | what is wrong | rule |
        |---|---|---|
        """);
    for (Mutant mutant : Mutant.values()) {
      text.append("| ").append(mutant.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
      text.append(" | ").append(mutant.fault());
      text.append(" | `").append(mutant.rule()).append("` |\n");
    }
    text.append(
        """

        These rules have no mutant yet. Those about laws between results (shift, linearity, permutation,
        equivalence) look at what other rules look at from another side, so that a fault fails both;
        `kernel_09_close` and `plan_04_weights_checked` are kept by final classes of the API for every
        backend that goes through them. The others wait for one.

        """);
    Set<String> tested = Stream.of(Mutant.values()).map(Mutant::rule).collect(Collectors.toSet());
    for (Rule rule : Kit.rules()) {
      if (!tested.contains(rule.id())) {
        text.append("- `").append(rule.id()).append("`\n");
      }
    }
  }

  private static String introduction() {
    try (InputStream stream = SpecDocumentTest.class.getResourceAsStream("/spec-introduction.md")) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

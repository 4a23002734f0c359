package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code docs/zoo.md} tells what the zoo holds. */
class ZooPageTest {
  @Test
  void pageTellsTheCountsOfEveryNetwork() throws IOException {
    String text = ZooPage.asItStands().text();
    if (Boolean.getBoolean("fovea.updateDocs")) {
      Files.writeString(ZooPage.FILE, text);
    }
    assertThat(ZooPage.FILE)
        .as("run this test with -Dfovea.updateDocs=true to write the counts anew")
        .hasContent(text);
  }

  @Test
  void everyNetworkHasBeenMeasured() throws IOException {
    assertThat(ZooPage.asItStands().measured())
        .as("run ZooAgreementTest with -Dfovea.full=true -Dfovea.updateDocs=true")
        .containsExactlyElementsOf(Zoo.all().stream().map(Architecture::name).toList());
  }
}

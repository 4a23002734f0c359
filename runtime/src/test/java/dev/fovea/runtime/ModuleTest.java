package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests run on the class path; this one loads the modules as modules. */
class ModuleTest {

  private static Path origin(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static ModuleFinder modules() throws Exception {
    return ModuleFinder.of(origin(Session.class), origin(Tensor.class));
  }

  @Test
  void exportsWhatCallersNeed() throws Exception {
    Set<String> exported =
        modules().find("dev.fovea.runtime").orElseThrow().descriptor().exports().stream()
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());

    assertThat(exported).containsExactlyInAnyOrder("dev.fovea.runtime", "dev.fovea.runtime.graph");
  }

  @Test
  void sessionRunsInsideItsModule() throws Exception {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration().resolve(modules(), ModuleFinder.of(), Set.of("dev.fovea.runtime"));
    ModuleLayer layer =
        boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
    ClassLoader loader = layer.findLoader("dev.fovea.runtime");
    Class<?> graphType = loader.loadClass(Graph.class.getName());
    Class<?> backendType = loader.loadClass(Backend.class.getName());
    Class<?> sessionType = loader.loadClass(Session.class.getName());

    Object builder = graphType.getMethod("builder", String.class).invoke(null, "empty");
    Object graph = builder.getClass().getMethod("build").invoke(builder);
    Object session =
        sessionType.getMethod("open", graphType, backendType).invoke(null, graph, null);
    Object results = sessionType.getMethod("run", Map.class).invoke(session, Map.of());
    sessionType.getMethod("close").invoke(session);

    assertThat(sessionType.getModule().isNamed()).isTrue();
    assertThat(results).isEqualTo(Map.of());
  }
}

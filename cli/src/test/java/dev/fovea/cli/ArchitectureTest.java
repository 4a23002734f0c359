package dev.fovea.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.fovea.op.Op;

/** Who may know whom. */
@AnalyzeClasses(packages = "dev.fovea", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] API = {
    "dev.fovea", "dev.fovea.tensor..", "dev.fovea.op..", "dev.fovea.spi..", "dev.fovea.internal.."
  };

  @ArchTest
  static final ArchRule api_depends_on_the_jdk_and_jspecify_only =
      classes()
          .that()
          .resideInAnyPackage(API)
          .should(
              onlyDependOnClassesThat(
                  resideInAnyPackage(API).or(resideInAnyPackage("java..", "org.jspecify.."))));

  @ArchTest
  static final ArchRule the_reference_knows_the_api_alone =
      backendKnowsTheApiAnd("reference", "java..");

  @ArchTest
  static final ArchRule the_blas_backend_knows_the_api_and_its_library =
      backendKnowsTheApiAnd("blas", "java..", "org.bytedeco..");

  @ArchTest
  static final ArchRule the_native_backend_knows_the_api_and_its_binding =
      backendKnowsTheApiAnd("simd", "java..", "org.bytedeco.javacpp..");

  private static ArchRule backendKnowsTheApiAnd(String backend, String... libraries) {
    String own = "dev.fovea.backend." + backend + "..";
    return classes()
        .that()
        .resideInAPackage(own)
        .should(
            onlyDependOnClassesThat(
                resideInAnyPackage(API)
                    .or(resideInAnyPackage("org.jspecify..", own))
                    .or(resideInAnyPackage(libraries))));
  }

  @ArchTest
  static final ArchRule runtime_knows_the_api_alone =
      classes()
          .that()
          .resideInAPackage("dev.fovea.runtime..")
          .should(
              onlyDependOnClassesThat(
                  resideInAnyPackage(API)
                      .or(resideInAnyPackage("java..", "org.jspecify..", "dev.fovea.runtime.."))));

  @ArchTest
  static final ArchRule models_know_api_and_runtime =
      classes()
          .that()
          .resideInAPackage("dev.fovea.models..")
          .should(
              onlyDependOnClassesThat(
                  resideInAnyPackage(API)
                      .or(resideInAnyPackage("dev.fovea.runtime..", "dev.fovea.models.."))
                      .or(resideOutsideOfPackages("dev.fovea.."))));

  @ArchTest
  static final ArchRule nothing_but_the_kit_names_a_backend =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.fovea.backend..", "dev.fovea.conformance..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.fovea.backend..");

  @ArchTest
  static final ArchRule nothing_knows_the_kit =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.fovea.conformance..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.fovea.conformance..");

  @ArchTest
  static final ArchRule api_internals_are_for_the_runtime_alone =
      noClasses()
          .that()
          .resideOutsideOfPackages(API)
          .and()
          .resideOutsideOfPackage("dev.fovea.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.fovea.internal..");

  @ArchTest
  static final ArchRule operators_are_records =
      classes().that().implement(Op.class).and().areNotInterfaces().should().beRecords();
}

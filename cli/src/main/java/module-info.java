/** The fovea command. */
module dev.fovea.cli {
  requires com.fasterxml.jackson.databind;
  requires dev.fovea.models;
  requires info.picocli;
  requires java.logging;
  requires me.tongfei.progressbar;
  requires static org.jspecify;

  opens dev.fovea.cli to
      info.picocli,
      java.logging;
}

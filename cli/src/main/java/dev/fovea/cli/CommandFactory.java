package dev.fovea.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands that write to a given terminal. */
final class CommandFactory implements IFactory {
  private final Terminal terminal;

  CommandFactory(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == ClassifyCommand.class) {
      return type.cast(new ClassifyCommand(terminal));
    }
    if (type == BackendsCommand.class) {
      return type.cast(new BackendsCommand(terminal));
    }
    if (type == CheckCommand.class) {
      return type.cast(new CheckCommand(terminal));
    }
    return CommandLine.defaultFactory().create(type);
  }
}

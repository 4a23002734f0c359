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
    Object command = null;
    if (type == ClassifyCommand.class) {
      command = new ClassifyCommand(terminal);
    } else if (type == DetectCommand.class) {
      command = new DetectCommand(terminal);
    } else if (type == SegmentCommand.class) {
      command = new SegmentCommand(terminal);
    } else if (type == HeatMapCommand.class) {
      command = new HeatMapCommand(terminal);
    } else if (type == RunCommand.class) {
      command = new RunCommand(terminal);
    } else if (type == CheckCommand.class) {
      command = new CheckCommand(terminal);
    } else if (type == SummaryCommand.class) {
      command = new SummaryCommand(terminal);
    } else if (type == ExplainCommand.class) {
      command = new ExplainCommand(terminal);
    } else if (type == ExportCommand.class) {
      command = new ExportCommand(terminal);
    } else if (type == BenchCommand.class) {
      command = new BenchCommand(terminal);
    } else if (type == ZooCommand.class) {
      command = new ZooCommand(terminal);
    } else if (type == BackendsCommand.class) {
      command = new BackendsCommand(terminal);
    }
    return command == null ? CommandLine.defaultFactory().create(type) : type.cast(command);
  }
}

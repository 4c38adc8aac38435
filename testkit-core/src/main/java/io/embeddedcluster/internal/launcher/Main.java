package io.embeddedcluster.internal.launcher;

import io.embeddedcluster.internal.launcher.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code testkit-standalone.jar}. */
@Command(
        name = "testkit",
        description = "Brokers and quorum nodes in this process, for tests in any language.",
        subcommands = {StartCommand.class, DemoCommand.class})
public final class Main {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say how this is used.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    private Main() {}

    /** Runs the command that the arguments name, and exits with its status: 0 well, 1 not well, 2 wrong usage. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((problem, commandLine, parsed) -> {
            String message = problem.getMessage();
            commandLine.getErr().println("error " + (message == null || message.isBlank() ? problem : message));
            return CommandLine.ExitCode.SOFTWARE;
        });
    }
}

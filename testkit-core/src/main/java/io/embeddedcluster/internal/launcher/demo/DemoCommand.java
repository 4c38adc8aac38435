package io.embeddedcluster.internal.launcher.demo;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kills leaders under load in front of the user's eyes. */
@Command(
        name = "demo",
        description =
                "Kills leaders under load and counts what became of each record. Exits with 0 where all promises held.")
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--kills",
            paramLabel = "<n>",
            defaultValue = "5",
            description = "How many partition leaders to kill in turn, 5 by default.")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "0",
            description = "Seed of all randomness; 0 draws one.")
    private long seed;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            throw new IllegalStateException("picocli has not said what this command is");
        }
        if (kills < 1 || kills > Demo.MAX_KILLS) {
            throw new ParameterException(
                    spec.commandLine(), "--kills: " + kills + " (expected: 1 to " + Demo.MAX_KILLS + ")");
        }
        DemoReport report = new Demo(kills, seed, spec.commandLine().getOut()).run();
        report.lines().forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return report.held() ? 0 : 1;
    }
}

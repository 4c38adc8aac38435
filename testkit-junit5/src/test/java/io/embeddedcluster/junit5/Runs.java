package io.embeddedcluster.junit5;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** Runs test cases on JUnit's own test kit. */
final class Runs {

    private Runs() {}

    static EngineExecutionResults of(Class<?>... testCases) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
        for (Class<?> testCase : testCases) {
            kit.selectors(selectClass(testCase));
        }
        return kit.execute();
    }

    static EngineExecutionResults inParallel(Class<?>... testCases) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4");
        for (Class<?> testCase : testCases) {
            kit.selectors(selectClass(testCase));
        }
        return kit.execute();
    }

    /** {@return what failed, be it tests or classes, in its order} */
    static List<Throwable> failures(EngineExecutionResults results) {
        List<Throwable> failures = new ArrayList<>();
        for (Event event : results.allEvents()
                .filter(event -> event.getType() == EventType.FINISHED)
                .toList()) {
            event.getPayload(org.junit.platform.engine.TestExecutionResult.class)
                    .flatMap(org.junit.platform.engine.TestExecutionResult::getThrowable)
                    .ifPresent(failures::add);
        }
        return failures;
    }

    /** Fails with the first failure of the run where there is one, and where not just so many tests succeeded. */
    static void assertAllSucceeded(EngineExecutionResults results, long tests) {
        failures(results).stream().findFirst().ifPresent(failure -> {
            throw new AssertionError(failure);
        });
        results.testEvents().assertStatistics(statistics -> statistics.succeeded(tests));
    }
}

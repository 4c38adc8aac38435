package io.embeddedcluster.junit5;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.history.JournalEntry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * What a cluster looked like when a test failed. It rides on the test's own exception as a suppressed one, so that it
 * stands below the stack trace wherever that is shown: on the console, in the IDE, in the report that CI keeps, also where
 * tests run in parallel. It has no stack trace of its own.
 */
final class ClusterAtFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int JOURNAL_ENTRIES = 50;
    private static final int ZNODES = 60;

    private ClusterAtFailure(String story) {
        super(story, null, false, false);
    }

    /** Adds it to the exception of a failed test, unless it is there already. What goes wrong here hides no failure. */
    static void attachTo(Throwable failure, Cluster cluster) {
        boolean told = Arrays.stream(failure.getSuppressed()).anyMatch(ClusterAtFailure.class::isInstance);
        if (told || failure instanceof TestAbortedException) {
            return;
        }
        try {
            failure.addSuppressed(new ClusterAtFailure(story(cluster)));
        } catch (RuntimeException unable) {
            failure.addSuppressed(unable);
        }
    }

    private static String story(Cluster cluster) {
        List<JournalEntry> entries = cluster.journal().last(JOURNAL_ENTRIES);
        String journal = entries.stream().map(JournalEntry::toString).collect(Collectors.joining("\n"));
        return "seed " + cluster.seed() + " (again: -Dembeddedcluster.seed=" + cluster.seed() + ")\n"
                + cluster.describe().stripTrailing()
                + znodes(cluster)
                + "\nThe last " + entries.size() + " journal entries:\n" + journal;
    }

    /** An ensemble alone has its tree in its description. */
    private static String znodes(Cluster cluster) {
        return cluster.brokers().isEmpty()
                ? ""
                : cluster.znodes().lines().limit(ZNODES).collect(Collectors.joining("\n", "\nThe first znodes:\n", ""));
    }
}

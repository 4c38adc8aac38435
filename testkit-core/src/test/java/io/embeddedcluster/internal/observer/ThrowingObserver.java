package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Throws whatever it is told. */
final class ThrowingObserver implements ClusterObserver {

    private final String name;
    private final Throwable problem;
    private final Set<String> kinds = Collections.synchronizedSet(new TreeSet<>());

    /**
     * Makes one.
     *
     * @param problem what it throws; unchecked
     */
    ThrowingObserver(String name, Throwable problem) {
        this.name = name;
        this.problem = problem;
    }

    /** {@return of which kinds it was told} */
    Set<String> kinds() {
        return Set.copyOf(kinds);
    }

    private void fail(String kind) {
        kinds.add(kind);
        if (problem instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) problem;
    }

    @Override
    public void recordsAcknowledged(NodeName node, RecordsAcknowledged event) {
        fail("recordsAcknowledged");
    }

    @Override
    public void topicDeletionAsked(NodeName node, TopicDeletionAsked event) {
        fail("topicDeletionAsked");
    }

    @Override
    public void zxidAcknowledged(NodeName node, ZxidAcknowledged event) {
        fail("zxidAcknowledged");
    }

    @Override
    public void termStarted(NodeName node, TermStarted event) {
        fail("termStarted");
    }

    @Override
    public void entryApplied(NodeName node, EntryApplied event) {
        fail("entryApplied");
    }

    @Override
    public String toString() {
        return name;
    }
}

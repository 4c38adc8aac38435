package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.history.Journal;
import io.embeddedcluster.history.JournalEntry;
import io.embeddedcluster.internal.journal.EventJournal;
import io.embeddedcluster.internal.journal.JournalEvent;
import java.util.List;

/** The journal as a test reads it. */
record ClusterJournal(EventJournal journal) implements Journal {

    @Override
    public List<JournalEntry> entries() {
        return journal.events().stream().map(ClusterJournal::entry).toList();
    }

    @Override
    public List<JournalEntry> last(int count) {
        return journal.last(count).stream().map(ClusterJournal::entry).toList();
    }

    private static JournalEntry entry(JournalEvent event) {
        return new JournalEntry(event.sequence(), event.clusterMillis(), event.node(), event.kind(), event.detail());
    }
}

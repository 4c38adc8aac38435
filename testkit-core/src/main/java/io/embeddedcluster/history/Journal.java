package io.embeddedcluster.history;

import java.util.List;

/** What really happened inside a cluster, in one order. Threading: any thread. */
public interface Journal {

    /** {@return the newest entries that are kept, oldest first} */
    List<JournalEntry> entries();

    /** {@return the newest entries, at most that many, oldest first} */
    List<JournalEntry> last(int count);
}

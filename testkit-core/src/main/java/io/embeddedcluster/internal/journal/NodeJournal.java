package io.embeddedcluster.internal.journal;

/** Takes down what happened at one node. Cheap enough for every protocol decision, not meant for every frame. */
@FunctionalInterface
public interface NodeJournal {

    /**
     * Takes down one event.
     *
     * @param kind what happened, from a small fixed set of words such as {@code leader-elected}
     * @param detail the rest, in words, with {@code key=value} pairs in the glossary's terms
     */
    void record(String kind, String detail);
}

package io.embeddedcluster.internal.launcher;

/**
 * What one command is answered.
 *
 * @param line one line that begins with {@code ok} or {@code error}
 * @param isLast whether no command follows
 */
record Answer(String line, boolean isLast) {

    static Answer ok(String text) {
        return new Answer(text.isEmpty() ? "ok" : "ok " + OneLine.of(text), false);
    }

    static Answer error(String text) {
        return new Answer("error " + OneLine.of(text), false);
    }

    Answer last() {
        return new Answer(line, true);
    }
}

package io.embeddedcluster.internal.launcher;

import io.embeddedcluster.TestkitException;
import java.util.function.Supplier;

/**
 * What one command is answered.
 *
 * @param line one line that begins with {@code ok} or {@code error}
 * @param isLast whether no command follows
 */
record Answer(String line, boolean isLast) {

    /** {@return what an action comes to; what it throws is an answer too, so that no command ends the cluster} */
    static Answer of(Supplier<String> action) {
        try {
            return ok(action.get());
        } catch (IllegalArgumentException | IllegalStateException | TestkitException | AssertionError e) {
            return error(OneLine.of(e));
        } catch (RuntimeException unforeseen) {
            return error(unforeseen.toString());
        }
    }

    private static Answer ok(String text) {
        return new Answer(text.isEmpty() ? "ok" : "ok " + OneLine.of(text), false);
    }

    static Answer error(String text) {
        return new Answer("error " + OneLine.of(text), false);
    }

    Answer last() {
        return new Answer(line, true);
    }
}

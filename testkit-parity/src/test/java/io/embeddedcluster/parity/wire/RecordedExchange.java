package io.embeddedcluster.parity.wire;

import java.util.List;
import java.util.Set;

/**
 * What one server did about one request.
 *
 * @param label the request in words
 * @param operations what was asked for, by its number on the wire, with the parts of a multi
 * @param answers what came, normalised: events before the reply, the reply, the end of the connection
 */
record RecordedExchange(String label, Set<Integer> operations, List<Answer> answers) {

    /** Where one server did less than the other. */
    static final RecordedExchange NOTHING = new RecordedExchange("nothing", Set.of(), List.of());

    /** {@return whether the server refused the request or ended the connection} */
    boolean isError() {
        return answers.stream().anyMatch(Answer::isError);
    }

    /**
     * One frame, or the end of the connection.
     *
     * @param text for people
     * @param bytes normalised, in hexadecimal
     * @param isError whether it tells of an error
     * @param errors the codes that it tells, with those of the parts of a multi; 0 is among them
     */
    record Answer(String text, String bytes, boolean isError, Set<Integer> errors) {

        /** Tells no code. */
        Answer(String text, String bytes, boolean isError) {
            this(text, bytes, isError, Set.of());
        }
    }
}

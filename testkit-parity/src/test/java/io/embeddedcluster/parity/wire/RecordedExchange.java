package io.embeddedcluster.parity.wire;

import java.util.List;

/**
 * What one server did about one request.
 *
 * @param label the request in words
 * @param answers what came, normalised: events before the reply, the reply, the end of the connection
 */
record RecordedExchange(String label, List<Answer> answers) {

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
     */
    record Answer(String text, String bytes, boolean isError) {}
}

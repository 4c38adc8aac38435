package io.embeddedcluster.internal.edge;

import java.time.Duration;

/**
 * What becomes of the answer to a request that was served: whatever the request has done is done.
 *
 * <p>Whoever sends answers carries verdicts out by {@link #carryOut}, and so does not compile where one is left out.
 */
public sealed interface AnswerVerdict extends Verdict
        permits Verdict.Pass, Verdict.Delay, Verdict.Drop, Verdict.AnswerWithError, Verdict.Reset, Verdict.Close {

    /** Nothing happens to the answer. */
    AnswerVerdict PASS = new Verdict.Pass();

    /** Has the verdict carried out. */
    void carryOut(Actions actions);

    /** How a server carries verdicts on answers out. */
    interface Actions {

        /** Sends the answer. */
        void pass();

        /** Sends the answer after that time. */
        void delay(Duration time);

        /** Never sends the answer: the client waits for it until its own timeout. */
        void drop();

        /** Sends that error of the protocol instead of the answer. */
        void answerWithError(int code);

        /** Resets the client's connection instead of answering. */
        void reset();

        /** Closes the client's connection instead of answering; the reason goes into the journal. */
        void close(String reason);
    }
}

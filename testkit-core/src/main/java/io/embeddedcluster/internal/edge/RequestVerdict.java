package io.embeddedcluster.internal.edge;

import java.time.Duration;

/**
 * What becomes of a request that its handler has not seen yet.
 *
 * <p>Whoever serves requests carries verdicts out by {@link #carryOut}, and so does not compile where one is left out.
 */
public sealed interface RequestVerdict extends Verdict
        permits Verdict.Pass,
                Verdict.Delay,
                Verdict.Drop,
                Verdict.DeliverTwice,
                Verdict.AnswerWithError,
                Verdict.Reset,
                Verdict.Close {

    /** Nothing happens to the request. */
    RequestVerdict PASS = new Verdict.Pass();

    /** Has the verdict carried out. */
    void carryOut(Actions actions);

    /** How a server carries verdicts on requests out. */
    interface Actions {

        /** Serves the request. */
        void pass();

        /** Serves the request after that time. */
        void delay(Duration time);

        /** Never serves the request: the client waits for an answer until its own timeout. */
        void drop();

        /** Has the request served, and, when that has ended, once more; the client is given the second answer only. */
        void deliverTwice();

        /** Answers with that error of the protocol, without the request being served. */
        void answerWithError(int code);

        /** Resets the client's connection without the request being served. */
        void reset();

        /** Closes the client's connection without the request being served; the reason goes into the journal. */
        void close(String reason);
    }
}

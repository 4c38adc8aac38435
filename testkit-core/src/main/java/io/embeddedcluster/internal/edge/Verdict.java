package io.embeddedcluster.internal.edge;

import java.time.Duration;

/** All that rules can decide: of requests, of answers, or of both. */
public sealed interface Verdict permits RequestVerdict, AnswerVerdict {

    /** {@return whether the rule leaves the decision to the next rule} */
    default boolean isPass() {
        return false;
    }

    /** Nothing happens to it; other rules may still decide. */
    record Pass() implements RequestVerdict, AnswerVerdict {

        @Override
        public boolean isPass() {
            return true;
        }

        @Override
        public void carryOut(RequestVerdict.Actions actions) {
            actions.pass();
        }

        @Override
        public void carryOut(AnswerVerdict.Actions actions) {
            actions.pass();
        }
    }

    /**
     * It goes on after that time. What the same client asks on the same connection waits behind it.
     *
     * @param time not negative
     */
    record Delay(Duration time) implements RequestVerdict, AnswerVerdict {

        /** Refuses a negative time. */
        public Delay {
            if (time.isNegative()) {
                throw new IllegalArgumentException("delay: " + time + " (expected: not negative)");
            }
        }

        @Override
        public void carryOut(RequestVerdict.Actions actions) {
            actions.delay(time);
        }

        @Override
        public void carryOut(AnswerVerdict.Actions actions) {
            actions.delay(time);
        }
    }

    /**
     * It is lost. The connection stays open and nothing behind it is answered, as where a network has lost the client: a
     * later answer would come in the place of the one that is missing.
     */
    record Drop() implements RequestVerdict, AnswerVerdict {

        @Override
        public void carryOut(RequestVerdict.Actions actions) {
            actions.drop();
        }

        @Override
        public void carryOut(AnswerVerdict.Actions actions) {
            actions.drop();
        }
    }

    /**
     * The request is served twice, one after the other, as where a client that has lost the first answer asks again. Of
     * ZooKeeper's connect request for a new session two sessions come: the client has the second, and the first expires.
     */
    record DeliverTwice() implements RequestVerdict {

        @Override
        public void carryOut(RequestVerdict.Actions actions) {
            actions.deliverTwice();
        }
    }

    /**
     * The client is answered with an error.
     *
     * @param code of the protocol that the client speaks
     */
    record AnswerWithError(int code) implements RequestVerdict, AnswerVerdict {

        @Override
        public void carryOut(RequestVerdict.Actions actions) {
            actions.answerWithError(code);
        }

        @Override
        public void carryOut(AnswerVerdict.Actions actions) {
            actions.answerWithError(code);
        }
    }

    /** The client's connection is reset. */
    record Reset() implements RequestVerdict, AnswerVerdict {

        @Override
        public void carryOut(RequestVerdict.Actions actions) {
            actions.reset();
        }

        @Override
        public void carryOut(AnswerVerdict.Actions actions) {
            actions.reset();
        }
    }

    /**
     * The client's connection is closed, after what was sent on it.
     *
     * @param reason in words, for the journal
     */
    record Close(String reason) implements RequestVerdict, AnswerVerdict {

        @Override
        public void carryOut(RequestVerdict.Actions actions) {
            actions.close(reason);
        }

        @Override
        public void carryOut(AnswerVerdict.Actions actions) {
            actions.close(reason);
        }
    }
}

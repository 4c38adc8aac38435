package io.embeddedcluster.internal.kafka.controller;

/** What became of one attempt to become the controller. */
sealed interface ElectionOutcome {

    /** Lets the candidate go on from here. */
    void tell(Controller candidate);

    /** This broker is the controller of that term. */
    record Won(ControllerTerm term) implements ElectionOutcome {

        @Override
        public void tell(Controller candidate) {
            candidate.elected(term);
        }
    }

    /** Another broker was faster: the image will show it, or that there is none again. */
    record Lost() implements ElectionOutcome {

        @Override
        public void tell(Controller candidate) {
            candidate.lookAgain();
        }
    }

    /** {@code /controller} is of a former session of this broker, or gone: it goes, or has gone, with that session. */
    record OfFormerSession() implements ElectionOutcome {

        @Override
        public void tell(Controller candidate) {
            candidate.awaitEndOfFormerSession();
        }
    }

    /** There is nothing to do before the connection comes back. */
    record Undecided() implements ElectionOutcome {

        @Override
        public void tell(Controller candidate) {}
    }
}

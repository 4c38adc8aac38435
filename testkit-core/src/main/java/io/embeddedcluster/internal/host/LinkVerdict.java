package io.embeddedcluster.internal.host;

/**
 * What becomes of a parcel on a link.
 *
 * <p>A link carries verdicts out by {@link #carryOut}, and so does not compile where one is left out.
 */
public sealed interface LinkVerdict {

    /** The parcel is delivered, unless another rule decides. */
    LinkVerdict PASS = new Pass();

    /** The parcel does not arrive: a message is lost, and what belongs to a stream waits as in TCP until no rule stops it. */
    LinkVerdict STOP = new Stop();

    /** Has the verdict carried out. */
    void carryOut(Actions actions);

    /** How a link carries verdicts out. */
    interface Actions {

        /** Delivers the parcel. */
        void pass();

        /** Loses or keeps the parcel. */
        void stop();
    }

    /** The parcel is delivered, unless another rule decides. */
    record Pass() implements LinkVerdict {

        @Override
        public void carryOut(Actions actions) {
            actions.pass();
        }
    }

    /** The parcel does not arrive. */
    record Stop() implements LinkVerdict {

        @Override
        public void carryOut(Actions actions) {
            actions.stop();
        }
    }
}

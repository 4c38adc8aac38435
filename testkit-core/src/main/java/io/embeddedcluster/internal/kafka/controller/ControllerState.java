package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import java.util.Optional;

/** What a broker is to the controller's election. {@link Controller} draws how one follows upon another. */
sealed interface ControllerState {

    /** Does what the newest image asks for in this state. */
    void act(Controller controller, MetadataImage image);

    /** {@return the controller epoch that this broker was elected for; empty where it was not} */
    default Optional<ControllerTerm> term() {
        return Optional.empty();
    }

    /** {@return whether it does the controller's work} */
    default boolean isActive() {
        return false;
    }

    /** Returns the state after the connection has come back: what was not answered before never will be. */
    default ControllerState reconnected() {
        return this;
    }

    /** Returns the state of a broker that is no longer the controller. */
    default ControllerState resigned() {
        return this;
    }

    /** Stands for election when there is no controller. */
    final class Candidate implements ControllerState {

        @Override
        public void act(Controller controller, MetadataImage image) {
            controller.elect(image);
        }
    }

    /** Has an attempt under way, whose outcome goes on. */
    final class Electing implements ControllerState {

        @Override
        public void act(Controller controller, MetadataImage image) {}

        @Override
        public ControllerState reconnected() {
            return new Candidate();
        }
    }

    /** Has been elected, and waits until the image shows all that was written before that. */
    final class Elected implements ControllerState {

        private final ControllerTerm term;

        Elected(ControllerTerm term) {
            this.term = term;
        }

        @Override
        public void act(Controller controller, MetadataImage image) {}

        @Override
        public Optional<ControllerTerm> term() {
            return Optional.of(term);
        }

        @Override
        public ControllerState resigned() {
            return new Candidate();
        }
    }

    /** Is the controller, as far as it knows. */
    final class Active implements ControllerState {

        private final ActiveController work;

        Active(ActiveController work) {
            this.work = work;
        }

        @Override
        public void act(Controller controller, MetadataImage image) {
            if (controller.isThisBroker(image.controllerId())) {
                work.run(image);
            } else {
                controller.giveWay(image);
            }
        }

        @Override
        public Optional<ControllerTerm> term() {
            return Optional.of(work.term());
        }

        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public ControllerState reconnected() {
            work.reconnected();
            return this;
        }

        @Override
        public ControllerState resigned() {
            work.end();
            return new Candidate();
        }
    }

    /**
     * Is about to stop, and does not stand for election any more. An attempt that wins after that is not taken up: what it
     * made goes with the session.
     */
    final class Retired implements ControllerState {

        @Override
        public void act(Controller controller, MetadataImage image) {}
    }
}

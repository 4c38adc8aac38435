package io.embeddedcluster.internal.kafka.server;

import java.nio.ByteBuffer;

/** Takes the first answer to a request that is delivered twice, which the sender never gets. */
final class FirstDelivery implements PendingResponse {

    private final PendingResponse sender;
    private final Runnable deliverAgain;

    /**
     * Waits for the first answer.
     *
     * @param deliverAgain run when the first delivery has been served
     */
    FirstDelivery(PendingResponse sender, Runnable deliverAgain) {
        this.sender = sender;
        this.deliverAgain = deliverAgain;
    }

    @Override
    public String peer() {
        return sender.peer();
    }

    @Override
    public boolean isInternal() {
        return sender.isInternal();
    }

    @Override
    public void answer(ByteBuffer... frame) {
        deliverAgain.run();
    }

    @Override
    public void answerNothing() {
        deliverAgain.run();
    }

    @Override
    public void close(String reason) {
        sender.close(reason);
    }

    @Override
    public void reset() {
        sender.reset();
    }

    @Override
    public void onAbandoned(Runnable task) {
        sender.onAbandoned(task);
    }

    @Override
    public void onNextRequest(Runnable task) {
        sender.onNextRequest(task);
    }
}

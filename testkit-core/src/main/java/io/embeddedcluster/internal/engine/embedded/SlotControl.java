package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.engine.NodeControl;

/** The slot of one node, as the seam shows it. Threading: any thread but an event loop. */
class SlotControl implements NodeControl {

    private final NodeSlot<?> slot;

    SlotControl(NodeSlot<?> slot) {
        this.slot = slot;
    }

    @Override
    public final String name() {
        return slot.name().value();
    }

    @Override
    public final String address() {
        return slot.address().getHostString() + ":" + slot.address().getPort();
    }

    @Override
    public final boolean isRunning() {
        return slot.isRunning();
    }

    @Override
    public final boolean isPaused() {
        return slot.isPaused();
    }

    @Override
    public final void start() {
        slot.start();
    }

    @Override
    public final void kill() {
        slot.kill();
    }

    @Override
    public final void powerLoss() {
        slot.powerLoss();
    }

    @Override
    public final void shutdown() {
        slot.shutdown();
    }

    @Override
    public final void pause() {
        slot.pause();
    }

    @Override
    public final void resume() {
        slot.resume();
    }

    @Override
    public final void wipe() {
        slot.wipe();
    }
}

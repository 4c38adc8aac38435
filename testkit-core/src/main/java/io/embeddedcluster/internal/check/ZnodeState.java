package io.embeddedcluster.internal.check;

/**
 * A znode as one quorum node has it.
 *
 * @param session that it lives with, or 0 where it is not ephemeral
 * @param description all that it holds and says about itself: equal descriptions mean equal znodes
 */
public record ZnodeState(long session, String description) {

    @Override
    public String toString() {
        return description;
    }
}

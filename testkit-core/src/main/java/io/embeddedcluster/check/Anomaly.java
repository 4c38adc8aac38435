package io.embeddedcluster.check;

/**
 * One broken promise.
 *
 * @param name what was broken, as in {@code lost-write}
 * @param story what was seen, with the partition, offsets and nodes involved
 */
public record Anomaly(String name, String story) {

    @Override
    public String toString() {
        return name + ": " + story;
    }
}

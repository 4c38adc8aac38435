package io.embeddedcluster.check;

/** A promise was broken: the first line is the anomaly, then follows what led to it. */
public final class CheckFailedError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient CheckResult result;

    /** Tells the story of a result with anomalies. */
    public CheckFailedError(CheckResult result, String story) {
        super(story);
        this.result = result;
    }

    /** {@return what the check found} */
    public CheckResult result() {
        return result;
    }
}

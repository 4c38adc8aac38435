package io.embeddedcluster.internal.host;

/**
 * Decides what becomes of what travels over links. A {@link Split} is one.
 *
 * <p>A rule that throws decides nothing: the parcel goes on as if the rule were not there, and the exception counts as a
 * defect, which fails the test.
 *
 * <p>Threading: called on the event loop that owns the link; a rule that lies on several links is called on several loops.
 */
public interface LinkRule {

    /** Decides on one parcel. May be asked again of one that waits, and so changes nothing. */
    LinkVerdict onParcel(Link link, Link.Parcel parcel);

    /** Is told once of each parcel of which it has decided when it came. */
    void fired(Link link);
}

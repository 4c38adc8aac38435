package io.embeddedcluster.internal.edge;

/**
 * Decides what becomes of requests and of their answers.
 *
 * <p>A rule that throws decides nothing: the request goes on as if the rule were not there, and the exception counts as a
 * defect, which fails the test.
 *
 * <p>Threading: asked on the event loop of the node that serves the request, of several nodes where it is installed at
 * several.
 */
public interface RequestRule {

    /** Decides on a request before its handler sees it. */
    default RequestVerdict onRequest(EdgeRequest request) {
        return RequestVerdict.PASS;
    }

    /** Decides on the answer to a request that its handler has served, before the answer goes out. */
    default AnswerVerdict onAnswer(EdgeRequest request) {
        return AnswerVerdict.PASS;
    }
}

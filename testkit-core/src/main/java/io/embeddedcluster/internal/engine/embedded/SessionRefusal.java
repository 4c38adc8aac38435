package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.edge.AnswerVerdict;
import io.embeddedcluster.internal.edge.EdgeRequest;
import io.embeddedcluster.internal.edge.RequestRule;
import io.embeddedcluster.internal.edge.RequestVerdict;
import io.embeddedcluster.internal.edge.Verdict;

/**
 * The rule that a quorum node closes the connection on which a client wants to go on with that session, as one does that is
 * behind the client.
 */
record SessionRefusal(long session) implements RequestRule {

    /** {@return why the connection is closed, for the journal} */
    String reason() {
        return "session 0x" + Long.toHexString(session) + " is refused here";
    }

    @Override
    public RequestVerdict onRequest(EdgeRequest request) {
        return concerns(request) ? new Verdict.Close(reason()) : RequestVerdict.PASS;
    }

    /** Closes also where the request had come before the rule. */
    @Override
    public AnswerVerdict onAnswer(EdgeRequest request) {
        return concerns(request) ? new Verdict.Close(reason()) : AnswerVerdict.PASS;
    }

    private boolean concerns(EdgeRequest request) {
        return request.protocol() == EdgeRequest.Protocol.ZOOKEEPER
                && request.api().equals(EdgeRequest.CONNECT)
                && request.session() == session;
    }
}

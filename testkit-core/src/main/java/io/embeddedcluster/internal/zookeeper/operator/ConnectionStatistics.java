package io.embeddedcluster.internal.zookeeper.operator;

import io.embeddedcluster.internal.zookeeper.wire.OpCode;

/** What was counted on one connection since it was accepted, or since an operator reset its counters. */
public final class ConnectionStatistics {

    private static final String NO_OPERATION = "NA";
    private static final long NO_ZXID = -1;
    private static final int NO_XID = -1;

    private final Latencies latencies = new Latencies();
    private long received;
    private long sent;
    private String lastOperation = NO_OPERATION;
    private int lastXid = NO_XID;
    private long lastZxid = NO_ZXID;
    private long lastResponseMillis;
    private long lastLatencyMillis;

    /** A packet has come. */
    public void received() {
        received++;
    }

    /** A packet has gone. */
    public void sent() {
        sent++;
    }

    /**
     * A request was answered.
     *
     * @param operation what was asked for
     * @param xid of the request; a negative one, as pings have it, is not remembered
     * @param zxid that the reply bore
     * @param startedMillis when it came
     * @param endedMillis when it was answered
     */
    public void answered(OpCode operation, int xid, long zxid, long startedMillis, long endedMillis) {
        lastOperation = letters(operation);
        lastXid = xid < 0 ? lastXid : xid;
        lastZxid = zxid;
        lastResponseMillis = endedMillis;
        lastLatencyMillis = endedMillis - startedMillis;
        latencies.add(lastLatencyMillis);
    }

    private static String letters(OpCode operation) {
        return switch (operation) {
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL -> "CREA";
            case DELETE, DELETE_CONTAINER -> "DELE";
            case EXISTS -> "EXIS";
            case GET_DATA -> "GETD";
            case SET_DATA -> "SETD";
            case GET_ACL -> "GETA";
            case SET_ACL -> "SETA";
            case GET_CHILDREN, GET_CHILDREN2 -> "GETC";
            case SYNC -> "SYNC";
            case PING -> "PING";
            case CHECK -> "CHEC";
            case MULTI -> "MULT";
            case MULTI_READ -> "MLTR";
            case RECONFIG -> "RECO";
            case CHECK_WATCHES -> "CHKW";
            case REMOVE_WATCHES -> "REMW";
            case SET_WATCHES -> "SETW";
            case SET_WATCHES2 -> "STW2";
            case ADD_WATCH -> "ADDW";
            case WHO_AM_I -> "HOMI";
            case GET_EPHEMERALS -> "GETE";
            case GET_ALL_CHILDREN_NUMBER -> "GETACN";
            case CREATE_SESSION -> "SESS";
            case CLOSE_SESSION -> "CLOS";
            case AUTH, SASL, ERROR -> NO_OPERATION;
        };
    }

    void reset() {
        latencies.reset();
        received = 0;
        sent = 0;
        lastOperation = NO_OPERATION;
        lastXid = NO_XID;
        lastZxid = NO_ZXID;
        lastResponseMillis = 0;
        lastLatencyMillis = 0;
    }

    /** {@return how much came and went, as {@code stat} shows it} */
    String packets() {
        return "recved=" + received + ",sent=" + sent;
    }

    /** {@return what was done last, and how long it took, as {@code cons} shows it} */
    String operations(long acceptedMillis, int timeoutMillis) {
        return "lop=" + lastOperation + ",est=" + acceptedMillis + ",to=" + timeoutMillis
                + (lastXid < 0 ? "" : ",lcxid=0x" + Integer.toHexString(lastXid))
                + ",lzxid=0x" + Long.toHexString(lastZxid) + ",lresp=" + lastResponseMillis + ",llat="
                + lastLatencyMillis + ",minlat=" + latencies.min() + ",avglat=" + latencies.wholeMean() + ",maxlat="
                + latencies.max();
    }
}

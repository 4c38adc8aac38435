package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code cons}: every connection with its session and what it did last. */
final class ConsWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        for (ConnectionView connection : server.connections()) {
            out.append(beginning(connection));
            if (connection.session() != 0) {
                out.append(",sid=0x").append(Long.toHexString(connection.session()));
                out.append(',')
                        .append(connection
                                .statistics()
                                .operations(connection.acceptedMillis(), connection.timeoutMillis()));
            }
            out.append(")\n");
        }
        out.append('\n');
    }

    /** {@return what {@code stat} and {@code cons} both show of a connection} */
    static String beginning(ConnectionView connection) {
        return " /" + connection.address() + "[" + (connection.isReading() ? 1 : 0) + "](queued="
                + connection.queuedCount() + "," + connection.statistics().packets();
    }
}

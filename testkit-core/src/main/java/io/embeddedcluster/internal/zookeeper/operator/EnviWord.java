package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code envi}: the machine and the JVM. */
final class EnviWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        out.append("Environment:\nzookeeper.version=")
                .append(ServerView.VERSION)
                .append('\n');
        server.environment()
                .facts()
                .forEach((name, value) ->
                        out.append(name).append('=').append(value).append('\n'));
    }
}

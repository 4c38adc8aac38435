package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code dirs}: how much is on the disk. Snapshots and log are not told apart, as where both share a directory. */
final class DirsWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        long bytes = server.settings().dataBytes();
        out.append("datadir_size: ").append(bytes).append('\n');
        out.append("logdir_size: ").append(bytes).append('\n');
    }
}

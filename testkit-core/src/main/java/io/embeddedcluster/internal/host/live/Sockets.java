package io.embeddedcluster.internal.host.live;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The open TCP sockets of one machine. Threading: the machine's event loop. */
final class Sockets {

    private final Set<Channel> open = new LinkedHashSet<>();

    void add(Channel channel) {
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
    }

    /** Lets all sockets deliver what arrives, or not. */
    void reading(boolean enabled) {
        for (Channel channel : open) {
            channel.config().setAutoRead(enabled);
        }
    }

    /** Closes what is still open, and tells when nothing is. */
    void closeAll(Runnable closed) {
        List<Channel> remaining = new ArrayList<>(open);
        if (remaining.isEmpty()) {
            closed.run();
            return;
        }
        int[] left = {remaining.size()};
        for (Channel channel : remaining) {
            channel.close().addListener(done -> {
                left[0]--;
                if (left[0] == 0) {
                    closed.run();
                }
            });
        }
    }
}

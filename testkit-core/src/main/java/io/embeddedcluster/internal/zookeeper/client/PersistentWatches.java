package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The watches of a client, which it sets again after it has moved to another server. */
final class PersistentWatches {

    /** As the Java client: the paths of one request stay below this, so that no server's frame limit is met. */
    private static final int CHUNK_BYTES = 128 * 1024;

    private final Set<String> plain = new TreeSet<>();
    private final Set<String> recursive = new TreeSet<>();

    void add(String path, AddWatchMode mode) {
        (mode == AddWatchMode.PERSISTENT ? plain : recursive).add(path);
    }

    List<SetWatchesRequest> requests(long lastZxid) {
        List<SetWatchesRequest> requests = new ArrayList<>();
        chunks(plain).forEach(paths -> requests.add(request(lastZxid, paths, List.of())));
        chunks(recursive).forEach(paths -> requests.add(request(lastZxid, List.of(), paths)));
        return requests;
    }

    private static SetWatchesRequest request(long lastZxid, List<String> plain, List<String> recursive) {
        return new SetWatchesRequest(OpCode.SET_WATCHES2, lastZxid, List.of(), List.of(), List.of(), plain, recursive);
    }

    private static List<List<String>> chunks(Set<String> paths) {
        List<List<String>> chunks = new ArrayList<>();
        int room = 0;
        for (String path : paths) {
            int bytes = Integer.BYTES + path.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > room) {
                chunks.add(new ArrayList<>());
                room = CHUNK_BYTES;
            }
            chunks.get(chunks.size() - 1).add(path);
            room -= bytes;
        }
        return chunks;
    }
}

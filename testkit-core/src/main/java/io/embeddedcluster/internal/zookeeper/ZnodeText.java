package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.tree.EphemeralOwner;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A tree for people: one line per znode, with what it holds where that is text. ZooKeeper's own znodes are left out. */
final class ZnodeText {

    private static final int MAX_TEXT_CHARS = 100;

    private ZnodeText() {}

    static String of(ZnodeTree tree) {
        StringBuilder text = new StringBuilder();
        tree.walk(ZnodePath.ROOT, (path, node) -> {
            boolean own = path.equals(ZnodeTree.ZOOKEEPER) || path.startsWith(ZnodeTree.ZOOKEEPER + "/");
            if (!own && !path.equals(ZnodePath.ROOT)) {
                append(text, path, node);
            }
        });
        return text.toString();
    }

    private static void append(StringBuilder text, String path, Znode node) {
        text.append(path).append(" version=").append(node.stat().version());
        if (EphemeralOwner.isSession(node.ephemeralOwner())) {
            text.append(" ephemeral=0x").append(Long.toHexString(node.ephemeralOwner()));
        }
        byte[] data = node.data();
        if (data != null && data.length > 0) {
            text.append(' ').append(shown(data));
        }
        text.append('\n');
    }

    private static String shown(byte[] data) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException notText) {
            return data.length + " bytes";
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
            return data.length + " bytes";
        }
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT_CHARS
                ? line
                : line.substring(0, MAX_TEXT_CHARS) + "… (" + data.length + " bytes)";
    }
}

package io.embeddedcluster.internal.zookeeper.tree;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** One node of the tree. Only a {@link TreeTransaction} changes it; all others read it. */
public final class Znode {

    final long czxid;
    final long ctime;
    final long ephemeralOwner;
    byte @Nullable [] data;
    List<Acl> acl;
    long mzxid;
    long mtime;
    long pzxid;
    int version;
    int aversion;

    /** How many children were ever created, up to the largest int; makes the numbers of sequential ones. */
    int childCreations;

    /** What the digest of the tree counts for it. */
    long digest;

    /** Most znodes have none, and need no set of their own. */
    private NavigableSet<String> children = Collections.emptyNavigableSet();

    Znode(byte @Nullable [] data, List<Acl> acl, long ephemeralOwner, long zxid, long timeMillis) {
        this.data = data;
        this.acl = acl;
        this.ephemeralOwner = ephemeralOwner;
        this.czxid = zxid;
        this.mzxid = zxid;
        this.pzxid = zxid;
        this.ctime = timeMillis;
        this.mtime = timeMillis;
    }

    /** {@return what it holds, not to be modified; null where it was created or set with null} */
    public byte @Nullable [] data() {
        return data;
    }

    /** {@return how much it holds, in bytes} */
    public int dataLength() {
        return data == null ? 0 : data.length;
    }

    /** {@return its ACL} */
    public List<Acl> acl() {
        return acl;
    }

    /** {@return the names of its children, in order; a view} */
    public NavigableSet<String> children() {
        return Collections.unmodifiableNavigableSet(children);
    }

    void addChild(String name) {
        if (children.isEmpty()) {
            children = new TreeSet<>();
        }
        children.add(name);
    }

    void removeChild(String name) {
        children.remove(name);
    }

    /** {@return how many children were ever created here, up to the largest int} */
    public int childCreations() {
        return childCreations;
    }

    /** {@return how often its data was changed} */
    public int version() {
        return version;
    }

    /** {@return how often its ACL was changed} */
    public int aversion() {
        return aversion;
    }

    /** {@return the session that it lives with, or another value of {@link EphemeralOwner}} */
    public long ephemeralOwner() {
        return ephemeralOwner;
    }

    /** {@return when its data last changed, in milliseconds since 1970} */
    public long mtime() {
        return mtime;
    }

    /** {@return the transaction that last changed its data} */
    public long mzxid() {
        return mzxid;
    }

    /** {@return the transaction that last created or deleted a child} */
    public long pzxid() {
        return pzxid;
    }

    /** {@return what it tells about itself} */
    public Stat stat() {
        // Clients are shown creations and deletions of children together: of all created, those not there were deleted.
        int cversion = childCreations * 2 - children.size();
        // As in ZooKeeper, containers and TTL nodes look persistent.
        long owner = EphemeralOwner.isSession(ephemeralOwner) ? ephemeralOwner : EphemeralOwner.NONE;
        return new Stat(
                czxid, mzxid, ctime, mtime, version, cversion, aversion, owner, dataLength(), children.size(), pzxid);
    }

    /** {@return a checksum of its path, what it holds and what it says about itself, as ZooKeeper takes it} */
    long digestAt(String path) {
        CRC32 checksum = new CRC32();
        checksum.update(path.equals(ZnodePath.ROOT) ? new byte[0] : path.getBytes(StandardCharsets.UTF_8));
        if (data != null) {
            checksum.update(data);
        }
        ByteBuffer about = ByteBuffer.allocate(6 * Long.BYTES + 3 * Integer.BYTES);
        about.putLong(czxid).putLong(mzxid).putLong(pzxid).putLong(ctime).putLong(mtime);
        about.putInt(version).putInt(childCreations).putInt(aversion).putLong(ephemeralOwner);
        checksum.update(about.flip());
        return checksum.getValue();
    }

    void write(JuteWriter out) {
        out.writeLong(czxid).writeLong(ctime).writeLong(ephemeralOwner).writeBuffer(data);
        Acl.writeAll(acl, out);
        out.writeLong(mzxid)
                .writeLong(mtime)
                .writeLong(pzxid)
                .writeInt(version)
                .writeInt(aversion)
                .writeInt(childCreations);
    }

    static Znode read(JuteReader in) {
        long czxid = in.readLong("czxid");
        long ctime = in.readLong("ctime");
        long owner = in.readLong("ephemeralOwner");
        Znode node = new Znode(in.readBuffer("data"), List.copyOf(Acl.readAll(in)), owner, czxid, ctime);
        node.mzxid = in.readLong("mzxid");
        node.mtime = in.readLong("mtime");
        node.pzxid = in.readLong("pzxid");
        node.version = in.readInt("version");
        node.aversion = in.readInt("aversion");
        node.childCreations = in.readInt("childCreations");
        return node;
    }
}

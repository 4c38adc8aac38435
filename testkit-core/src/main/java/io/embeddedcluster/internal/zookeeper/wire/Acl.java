package io.embeddedcluster.internal.zookeeper.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an ACL: the permissions of one identity on a znode.
 *
 * @param perms bits: 1 read, 2 write, 4 create, 8 delete, 16 admin
 * @param scheme the authentication scheme of the id: {@code world}, {@code digest} …
 * @param id the identity within the scheme
 */
public record Acl(int perms, String scheme, String id) {

    /** Everybody may do everything. */
    public static final List<Acl> OPEN = List.of(new Acl(31, "world", "anyone"));

    /** The least number of bytes that one takes. */
    static final int MIN_BYTES = 3 * Integer.BYTES;

    /** Reads one; jute's null is an empty scheme or id, which no ACL of a znode has. */
    public static Acl read(JuteReader in) {
        return new Acl(
                in.readInt("perms"), orEmpty(in.readNullableString("scheme")), orEmpty(in.readNullableString("id")));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeInt(perms).writeString(scheme).writeString(id);
    }

    /** Reads a list; jute's null is an empty one. What nearly all znodes have is there once, and not for each of them. */
    public static List<Acl> readAll(JuteReader in) {
        List<Acl> acl = in.readNullableVector("acl", MIN_BYTES, Acl::read);
        if (acl == null) {
            return List.of();
        }
        return acl.equals(OPEN) ? OPEN : acl;
    }

    /** Writes a list. */
    public static void writeAll(List<Acl> acl, JuteWriter out) {
        out.writeVector(acl, Acl::write);
    }
}

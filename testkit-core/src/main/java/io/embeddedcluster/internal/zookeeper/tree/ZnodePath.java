package io.embeddedcluster.internal.zookeeper.tree;

import org.jspecify.annotations.Nullable;

/**
 * ZooKeeper's rules for paths.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html ZooKeeper Programmer's Guide, "The ZooKeeper Data Model"
 */
public final class ZnodePath {

    /** The root of the tree. */
    public static final String ROOT = "/";

    private ZnodePath() {}

    /** {@return why that cannot be the path of a znode, or null where it can} */
    public static @Nullable String problem(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return "does not begin with /";
        }
        if (path.equals(ROOT)) {
            return null;
        }
        if (path.endsWith("/")) {
            return "ends with /";
        }
        return nameProblem(path);
    }

    private static @Nullable String nameProblem(String path) {
        int nameStart = 1;
        for (int i = 1; i <= path.length(); i++) {
            if (i < path.length() && path.charAt(i) != '/') {
                if (isForbidden(path.charAt(i))) {
                    return "holds the character U+" + Integer.toHexString(path.charAt(i)) + " at " + i;
                }
                continue;
            }
            String name = path.substring(nameStart, i);
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return "holds the name \"" + name + "\" at " + nameStart;
            }
            nameStart = i + 1;
        }
        return null;
    }

    private static boolean isForbidden(char c) {
        return c <= '\u001f' || (c >= '\u007f' && c <= '\u009f') || (c >= '\ud800' && c <= '\uf8ff') || c >= '\ufff0';
    }

    /** {@return whether the path holds the null character, which even reads refuse} */
    public static boolean holdsNull(String path) {
        return path.indexOf('\0') >= 0;
    }

    /** {@return the path before the last slash; the root for what lies directly below it} */
    public static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? ROOT : path.substring(0, slash);
    }

    /** {@return what follows the last slash} */
    public static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@return the path of a child} */
    public static String childOf(String path, String name) {
        return path.equals(ROOT) ? ROOT + name : path + "/" + name;
    }
}

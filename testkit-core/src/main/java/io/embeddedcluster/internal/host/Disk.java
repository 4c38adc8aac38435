package io.embeddedcluster.internal.host;

import java.util.List;

/**
 * A node's disk: flat, named files that know what is written from what is synced.
 *
 * <p>A killed node keeps what was written; a power loss takes everything back to the last sync of each file; wiping
 * empties the disk. Names may hold slashes, which mean nothing here but group files.
 */
public interface Disk {

    /** Opens the file, creating it empty where it does not exist. The same name gives the same contents. */
    DiskFile open(String name);

    /** {@return whether a file of that name exists} */
    boolean exists(String name);

    /** Deletes the file, durably at once; does nothing where there is none. */
    void delete(String name);

    /** Renames a file, durably at once; what of its contents is synced stays so. There is none of the new name. */
    void rename(String from, String to);

    /** {@return the names of all files that begin with the prefix, in order} */
    List<String> list(String prefix);
}

package io.embeddedcluster.internal.kafka.znode;

import java.util.function.Function;

/** One change of the tree; several are done all or none. */
public sealed interface ZnodeChange {

    /** Returns what the function of this case makes of it. */
    <T> T fold(
            Function<Create, T> ifCreate,
            Function<Put, T> ifPut,
            Function<Delete, T> ifDelete,
            Function<Check, T> ifCheck);

    /** Stands for whatever version there is. */
    int ANY_VERSION = -1;

    /** {@return the znode it is about} */
    String path();

    /** Creates a znode that does not exist. */
    static ZnodeChange create(String path, String text) {
        return new Create(path, text, false);
    }

    /** Creates a znode that does not exist and lives as long as this broker's session. */
    static ZnodeChange createEphemeral(String path, String text) {
        return new Create(path, text, true);
    }

    /** Replaces the data of a znode that has that version, or {@link #ANY_VERSION}. */
    static ZnodeChange put(String path, String text, int version) {
        return new Put(path, text, version);
    }

    /** Deletes a znode that has that version, or {@link #ANY_VERSION}, and no children. */
    static ZnodeChange delete(String path, int version) {
        return new Delete(path, version);
    }

    /** Changes nothing, and fails the whole where the znode does not have that version. */
    static ZnodeChange check(String path, int version) {
        return new Check(path, version);
    }

    /** Creates a znode. */
    record Create(String path, String text, boolean isEphemeral) implements ZnodeChange {

        @Override
        public <T> T fold(
                Function<Create, T> ifCreate,
                Function<Put, T> ifPut,
                Function<Delete, T> ifDelete,
                Function<Check, T> ifCheck) {
            return ifCreate.apply(this);
        }
    }

    /** Replaces data. */
    record Put(String path, String text, int version) implements ZnodeChange {

        @Override
        public <T> T fold(
                Function<Create, T> ifCreate,
                Function<Put, T> ifPut,
                Function<Delete, T> ifDelete,
                Function<Check, T> ifCheck) {
            return ifPut.apply(this);
        }
    }

    /** Deletes a znode. */
    record Delete(String path, int version) implements ZnodeChange {

        @Override
        public <T> T fold(
                Function<Create, T> ifCreate,
                Function<Put, T> ifPut,
                Function<Delete, T> ifDelete,
                Function<Check, T> ifCheck) {
            return ifDelete.apply(this);
        }
    }

    /** Checks a version. */
    record Check(String path, int version) implements ZnodeChange {

        @Override
        public <T> T fold(
                Function<Create, T> ifCreate,
                Function<Put, T> ifPut,
                Function<Delete, T> ifDelete,
                Function<Check, T> ifCheck) {
            return ifCheck.apply(this);
        }
    }
}

package io.embeddedcluster.parity.reconfig;

import java.io.IOException;

/** Servers of which some are members of an ensemble; ids count from 1. */
interface Ensemble extends AutoCloseable {

    /** {@return where clients reach that server, as {@code host:port}} */
    String address(int id);

    /** {@return what {@code reconfig} takes to make it a voting member} */
    String line(int id);

    /** Starts one more server, which follows and is no member; returns its id. */
    int add() throws Exception;

    /** Ends a server. */
    void stop(int id) throws Exception;

    /** Starts it again; returns whether it has not ended by itself when it should serve. */
    boolean start(int id) throws Exception;

    @Override
    void close() throws IOException;
}

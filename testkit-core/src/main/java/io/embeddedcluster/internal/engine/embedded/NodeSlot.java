package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.engine.EngineException;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.ShortWait;
import io.embeddedcluster.internal.host.live.LiveMachine;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of one node in a cluster, whether the node runs or not.
 *
 * <pre>
 *              start              pause
 *   DOWN ------------> RUNNING <---------> PAUSED
 *     ^                   |       resume      |
 *     +-------------------+-------------------+
 *        kill, powerLoss; from RUNNING also shutdown
 * </pre>
 *
 * <p>Threading: any thread but an event loop. Calls return when the change is made, one after the other: a start beside a kill
 * waits until the port is free. Only the wait of an orderly end keeps nobody out, so that a kill may cut it short. An interrupt
 * ends that wait, and no change half-way.
 *
 * @param <P> what runs here
 */
public final class NodeSlot<P extends NodeProgram> {

    /** How long an event loop may take to answer. It is never slow but when the machine is. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /** How long an orderly end may take before the node is ended as it is. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private enum State {
        DOWN,
        RUNNING,
        PAUSED
    }

    private final LiveMachine machine;
    private final Function<Host, P> program;
    private final Consumer<String> journal;
    private final Object transitions = new Object();
    private volatile State state = State.DOWN;
    private @Nullable P running;
    private @Nullable String refusal;
    private Runnable whenDown = () -> {};

    NodeSlot(LiveMachine machine, Function<Host, P> program, Consumer<String> journal) {
        this.machine = machine;
        this.program = program;
        this.journal = journal;
    }

    /** {@return the node's name} */
    public NodeName name() {
        return machine.name();
    }

    /** {@return where clients reach the node, also while it is down} */
    public InetSocketAddress address() {
        return machine.address();
    }

    /** {@return the node's edge, whether the node runs or not} */
    Edge edge() {
        return machine.edge();
    }

    /** Has the node take TLS beside plaintext from clients, from its next run on. */
    void detectTls() {
        machine.detectTls();
    }

    /** {@return whether the node is up; a paused one is} */
    public boolean isRunning() {
        return state != State.DOWN && !machine.isClosed();
    }

    /** {@return whether the node is up, but frozen} */
    public boolean isPaused() {
        return state == State.PAUSED;
    }

    /** {@return whether the node is up and may do something} */
    public boolean isResponsive() {
        return state == State.RUNNING;
    }

    /**
     * Begins a run of the node.
     *
     * @throws IllegalStateException if it runs already, where what it has on its disk forbids, or where its cluster is
     *     closed
     * @throws EngineException if its port cannot be opened, or the node fails as it begins; it is down then
     */
    public void start() {
        synchronized (transitions) {
            try {
                onLoop("start " + name(), () -> {
                    require(!machine.isClosed(), "is of a cluster that is closed");
                    require(state == State.DOWN, "is running already");
                    require(refusal == null, refusal);
                    boot();
                    return null;
                });
            } catch (EngineException e) {
                awaitRefusal();
                throw e;
            }
        }
    }

    private void boot() {
        journal.accept("start");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try {
            machine.boot(host -> {
                try {
                    P fresh = program.apply(host);
                    running = fresh;
                    fresh.start();
                } catch (Throwable problem) {
                    failure.set(problem);
                    throw problem; // which makes it a defect of the cluster
                }
            });
        } catch (UncheckedIOException e) {
            journal.accept("start-failed");
            throw new EngineException(String.valueOf(e.getMessage()), e);
        }
        state = State.RUNNING;
        if (failure.get() != null) {
            down("start-failed", machine::crash);
            throw new EngineException(name() + " cannot start: " + failure.get(), failure.get());
        }
    }

    /** Ends the run as {@code kill -9} does; what was written to disk stays. */
    public void kill() {
        end("kill", machine::crash);
    }

    /** Ends the run and loses what was not synced to disk. */
    public void powerLoss() {
        end("power-loss", machine::powerLoss);
    }

    private void end(String verb, Runnable how) {
        synchronized (transitions) {
            onLoop(verb + " " + name(), () -> {
                require(state != State.DOWN, "is down already");
                down(verb, how);
                return null;
            });
            awaitRefusal();
        }
    }

    private void down(String verb, Runnable how) {
        journal.accept(verb);
        refusal = running == null ? null : running.refusalToStartAgain();
        running = null;
        state = State.DOWN;
        how.run();
        whenDown.run();
        whenDown = () -> {};
    }

    /**
     * Ends the run in order: leadership is handed over first. Where that cannot be done in time, because the others are
     * gone, the node ends all the same.
     *
     * @throws EngineException if the thread is interrupted, which it stays; the node has ended as it was
     */
    public void shutdown() {
        CountDownLatch done = new CountDownLatch(1);
        P ending = onLoop("shut down " + name(), () -> {
            require(state == State.RUNNING, "is " + state.name().toLowerCase(Locale.ROOT));
            journal.accept("shutdown");
            P present = program();
            whenDown = done::countDown;
            present.shutdown(done::countDown);
            return present;
        });
        try {
            if (!done.await(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                journal.accept("shutdown-timed-out");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            journal.accept("shutdown-interrupted");
            throw new EngineException(
                    "interrupted while waiting until " + name()
                            + " has handed over what it leads; it has ended as it was",
                    e);
        } finally {
            endInOrder(ending);
        }
    }

    private void endInOrder(P ending) {
        synchronized (transitions) {
            onLoop("end " + name(), () -> {
                if (running == ending) { // else it was killed meanwhile, and may have been started again
                    down("stopped", machine::end);
                }
                return null;
            });
            awaitRefusal();
        }
    }

    // Else a start that follows at once would find its own port taken.
    private void awaitRefusal() {
        CountDownLatch refusing = new CountDownLatch(1);
        machine.afterClosing(refusing::countDown);
        await(refusing, "free the port of " + name());
    }

    /** Freezes the node as SIGSTOP does: its sockets stay open, nothing happens, time passes. */
    public void pause() {
        synchronized (transitions) {
            onLoop("pause " + name(), () -> {
                require(state == State.RUNNING, "is " + state.name().toLowerCase(Locale.ROOT));
                journal.accept("pause");
                state = State.PAUSED;
                machine.pause();
                return null;
            });
        }
    }

    /** Lets a paused node go on. */
    public void resume() {
        synchronized (transitions) {
            onLoop("resume " + name(), () -> {
                require(state == State.PAUSED, "is not paused");
                journal.accept("resume");
                state = State.RUNNING;
                machine.resume();
                return null;
            });
        }
    }

    /** Empties the disk of a node that is down. */
    public void wipe() {
        synchronized (transitions) {
            onLoop("wipe " + name(), () -> {
                require(state == State.DOWN, "is running; only the disk of a stopped node can be wiped");
                journal.accept("wipe");
                machine.wipe();
                refusal = null;
                return null;
            });
        }
    }

    /** Asks the running node something on its event loop; empty where it is down, paused, or has just begun. */
    public <T> Optional<T> ask(String what, Function<P, T> question) {
        return onLoop(what, () -> {
            P present = running;
            return state == State.RUNNING && present != null
                    ? Optional.of(question.apply(present))
                    : Optional.<T>empty();
        });
    }

    private P program() {
        P present = running;
        if (present == null) {
            throw new IllegalStateException(name() + " has not begun yet");
        }
        return present;
    }

    private void require(boolean condition, @Nullable String problem) {
        if (!condition) {
            throw new IllegalStateException(name() + " " + problem);
        }
    }

    private <T> T onLoop(String what, Supplier<T> action) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        CountDownLatch answered = new CountDownLatch(1);
        machine.execute(() -> {
            try {
                answer.complete(action.get());
            } catch (Throwable problem) {
                answer.completeExceptionally(problem);
            }
            answered.countDown();
        });
        await(answered, what);
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EngineException failure) {
                throw new EngineException(String.valueOf(failure.getMessage()), failure);
            }
            if (e.getCause() instanceof IllegalStateException misuse) {
                throw new IllegalStateException(misuse.getMessage(), misuse);
            }
            throw new IllegalStateException("cannot " + what, e.getCause());
        }
    }

    private static void await(CountDownLatch answered, String what) {
        if (!ShortWait.on(answered, ANSWER_LIMIT)) {
            throw new EngineException("no event loop answered within " + ANSWER_LIMIT + " when asked to " + what);
        }
    }
}

package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.live.LiveMachine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * <p>Threading: any thread but an event loop. Calls return when the change is made.
 *
 * @param <P> what runs here
 */
public final class NodeSlot<P extends NodeProgram> {

    /** How long an event loop may take to answer, in seconds. It is never slow but when the machine is. */
    private static final long ANSWER_SECONDS = 30;

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
     */
    public void start() {
        onLoop("start " + name(), () -> {
            require(!machine.isClosed(), "is of a cluster that is closed");
            require(state == State.DOWN, "is running already");
            require(refusal == null, refusal);
            state = State.RUNNING;
            journal.accept("start");
            machine.boot(host -> {
                P fresh = program.apply(host);
                running = fresh;
                fresh.start();
            });
            return null;
        });
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
        onLoop(verb + " " + name(), () -> {
            require(state != State.DOWN, "is down already");
            down(verb, how);
            return null;
        });
        awaitRefusal();
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
     */
    public void shutdown() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        P ending = onLoop("shut down " + name(), () -> {
            require(state == State.RUNNING, "is " + state.name().toLowerCase(Locale.ROOT));
            journal.accept("shutdown");
            P present = program();
            whenDown = () -> done.complete(null);
            present.shutdown(() -> done.complete(null));
            return present;
        });
        try {
            done.get(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            journal.accept("shutdown-timed-out");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        onLoop("end " + name(), () -> {
            if (running == ending) { // else it was killed meanwhile, and may have been started again
                down("stopped", machine::end);
            }
            return null;
        });
        awaitRefusal();
    }

    // Else a start that follows at once would find its own port taken.
    private void awaitRefusal() {
        CompletableFuture<Void> refusing = new CompletableFuture<>();
        machine.afterClosing(() -> refusing.complete(null));
        await(refusing, "free the port of " + name());
    }

    /** Freezes the node as SIGSTOP does: its sockets stay open, nothing happens, time passes. */
    public void pause() {
        onLoop("pause " + name(), () -> {
            require(state == State.RUNNING, "is " + state.name().toLowerCase(Locale.ROOT));
            journal.accept("pause");
            state = State.PAUSED;
            machine.pause();
            return null;
        });
    }

    /** Lets a paused node go on. */
    public void resume() {
        onLoop("resume " + name(), () -> {
            require(state == State.PAUSED, "is not paused");
            journal.accept("resume");
            state = State.RUNNING;
            machine.resume();
            return null;
        });
    }

    /** Empties the disk of a node that is down. */
    public void wipe() {
        onLoop("wipe " + name(), () -> {
            require(state == State.DOWN, "is running; only the disk of a stopped node can be wiped");
            journal.accept("wipe");
            machine.wipe();
            refusal = null;
            return null;
        });
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
        machine.execute(() -> {
            try {
                answer.complete(action.get());
            } catch (Throwable problem) {
                answer.completeExceptionally(problem);
            }
        });
        return await(answer, what);
    }

    private static <T> T await(CompletableFuture<T> answer, String what) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalStateException misuse) {
                throw new IllegalStateException(misuse.getMessage(), misuse);
            }
            throw new IllegalStateException("cannot " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "no event loop answered within " + ANSWER_SECONDS + " s when asked to " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to " + what, e);
        }
    }
}

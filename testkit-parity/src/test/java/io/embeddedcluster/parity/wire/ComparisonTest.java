package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.addWatch;
import static io.embeddedcluster.parity.wire.Requests.children;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;
import static io.embeddedcluster.parity.wire.Requests.watching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.parity.wire.AlteringServers.Alteration;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The comparison itself: ours on both sides, one of them behind a line that changes something. */
@Tag("parity")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComparisonTest {

    private static final int NO_NODE = -101;
    private static final int BAD_VERSION = -103;
    private static final int XID = 0;
    private static final int ZXID = 4;
    private static final int ERROR = 12;
    private static final int BODY = 16;
    private static final int STAT_BYTES = 68;
    private static final Scenario SCENARIO = new Scenario("a little of all", ComparisonTest::talk);

    private final OurServers ours = servers();
    private final OurServers others = servers();

    @AfterAll
    void close() {
        ours.close();
        others.close();
    }

    private static void talk(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/t", "12", 0));
        a.ask(watching(get("/t")));
        a.ask(watching(children("/t")));
        a.ask(exists("/none"));
        b.ask(multi(set("/t", "3"), node("/t/x")));
        b.ask(multi(set("/t", "4"), delete("/none")));
        a.settle();
        a.ask(exists("/t"));
        a.ask(children("/t"));
        a.ask(addWatch("/t", 1));
        a.ask(set("/t", "own"));
    }

    /**
     * What a line does to frames.
     *
     * @param name says what
     * @param exchange in which it shows first
     * @param ours what the report says of the exchange without it
     * @param altered and what with it
     * @param alteration does it
     */
    record Line(String name, int exchange, String ours, String altered, Supplier<Alteration> alteration) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Line> lines() {
        return List.of(
                new Line("other error", 6, "NO_NODE(-101)", "BAD_VERSION(-103)", () -> frame -> {
                    ByteBuffer header = ByteBuffer.wrap(frame);
                    if (frame.length == BODY && header.getInt(ERROR) == NO_NODE) {
                        header.putInt(ERROR, BAD_VERSION);
                    }
                    return List.of(frame);
                }),
                new Line(
                        "error of a part",
                        8,
                        "type=-1 done=false err=-101 error=-101",
                        "err=-101 error=-103",
                        () -> frame -> {
                            // The second of two parts: its header of nine bytes, and the code that is its body.
                            ByteBuffer parts = ByteBuffer.wrap(frame);
                            if (frame.length == BODY + 13 + 13 + 9 && parts.getInt(BODY + 13 + 9) == NO_NODE) {
                                parts.putInt(BODY + 13 + 9, BAD_VERSION);
                            }
                            return List.of(frame);
                        }),
                new Line("other version", 10, "version=1", "version=2", onFrame(frame -> frame.putInt(BODY + 32, 2))),
                new Line(
                        "other length of data",
                        10,
                        "length=1",
                        "length=7",
                        onFrame(frame -> frame.putInt(BODY + 52, 7))),
                new Line(
                        "other time",
                        10,
                        "ctime=right",
                        "ctime=other than before",
                        onFrame(frame -> frame.putLong(BODY + 16, frame.getLong(BODY + 16) - 1))),
                new Line(
                        "other zxid",
                        10,
                        "zxid=+5",
                        "zxid=+6",
                        onFrame(frame -> frame.putLong(ZXID, frame.getLong(ZXID) + 1))),
                new Line("other xid", 10, "xid=5", "xid=6", onFrame(frame -> frame.putInt(XID, 6))),
                new Line("other name", 11, "[x]", "[y]", () -> frame -> {
                    if (frame.length == BODY + 9) {
                        frame[BODY + 8] = 'y';
                    }
                    return List.of(frame);
                }),
                new Line("other data", 4, "data=12", "data=?2", () -> frame -> {
                    if (frame.length == BODY + 4 + 2 + STAT_BYTES && frame[BODY + 4] == '1') {
                        frame[BODY + 4] = '?';
                    }
                    return List.of(frame);
                }),
                new Line(
                        "bytes left over",
                        5,
                        "OK(0)",
                        "[] + 00",
                        () -> frame -> frame.length == BODY + 4
                                ? List.of(
                                        ByteBuffer.allocate(BODY + 5).put(frame).array())
                                : List.of(frame)),
                new Line("events in another order", 9, "000000030000000300", "000000040000000300", Reordering::new),
                new Line("event lost", 13, "0000000300000003000000022f74", "\n  real:  xid=8", () -> new Alteration() {
                    private int events;

                    @Override
                    public List<byte[]> of(byte[] frame) {
                        return isEvent(frame) && ++events == 3 ? List.of() : List.of(frame);
                    }
                }),
                new Line(
                        "event twice",
                        9,
                        "xid=-1",
                        "xid=-1",
                        () -> frame -> isEvent(frame) ? List.of(frame, frame) : List.of(frame)),
                new Line("end", 6, "NO_NODE(-101)", "end of the connection", () -> frame -> {
                    if (frame.length == BODY && ByteBuffer.wrap(frame).getInt(ERROR) == NO_NODE) {
                        throw new EOFException("as ordered");
                    }
                    return List.of(frame);
                }));
    }

    private static boolean isEvent(byte[] frame) {
        return frame.length > BODY && ByteBuffer.wrap(frame).getInt(XID) == -1;
    }

    /** Changes the only frame that is as long as the reply to an exists. */
    private static Supplier<Alteration> onFrame(Consumer<ByteBuffer> change) {
        return () -> frame -> {
            if (frame.length == BODY + STAT_BYTES) {
                change.accept(ByteBuffer.wrap(frame));
            }
            return List.of(frame);
        };
    }

    /** Tells the second of two events first. */
    private static final class Reordering implements Alteration {

        private byte[] kept;

        @Override
        public List<byte[]> of(byte[] frame) {
            byte[] first = kept;
            kept = first == null && isEvent(frame) ? frame : null;
            return kept != null ? List.of() : first == null ? List.of(frame) : List.of(frame, first);
        }
    }

    private static OurServers servers() {
        return new OurServers(1, Map.of(), 1_000_000);
    }

    /** Compares with what comes over such a line. */
    private List<ComparedExchange> compareOver(Supplier<Alteration> alteration) throws Exception {
        try (AlteringServers altered = new AlteringServers(others, alteration)) {
            return new ServerPair(ours, altered).compare(SCENARIO);
        } finally {
            new ServerPair(ours, others).cleanUp();
        }
    }

    @Test
    void whatIsTheSameIsTheSameOverALine() throws Exception {
        Comparison comparison = new Comparison(new AcceptedDifferences(Map.of()));
        comparison.isTheSame(compareOver(() -> List::of));
        comparison.isEnough(13, 1);
        assertThatThrownBy(() -> comparison.isEnough(14, 0)).hasMessageContaining("exchanges compared");
        assertThatThrownBy(() -> comparison.isEnough(0, 2)).hasMessageContaining("exchanges that are errors");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void whatALineChangesIsFoundWhereItChangesIt(Line line) throws Exception {
        List<ComparedExchange> exchanges = compareOver(line.alteration());
        ComparedExchange first = exchanges.stream()
                .filter(each -> !each.isEqual())
                .findFirst()
                .orElseThrow(() -> new AssertionError("the line has changed nothing that was noticed"));
        assertThat(first.number()).as("%s", first).isEqualTo(line.exchange);
        Comparison comparison = new Comparison(new AcceptedDifferences(Map.of()));
        assertThatThrownBy(() -> comparison.isTheSame(exchanges))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a little of all #" + line.exchange + ": ")
                .hasMessageContaining(line.ours)
                .hasMessageContaining(line.altered);
    }

    @Test
    void whatIsAcceptedFailsOnceItIsNoDifferenceAnyMore() throws Exception {
        String key = "a little of all: a exists PathWatchRequest[op=EXISTS, path=/none, watch=false]";
        AcceptedDifferences accepted = new AcceptedDifferences(Map.of(key, "a reason"));
        Comparison comparison = new Comparison(accepted);
        comparison.isTheSame(compareOver(() -> List::of));
        assertThatThrownBy(() -> comparison.isEnough(0, 0)).hasMessageContaining(key);
        comparison.isTheSame(compareOver(lines().get(0).alteration()));
        assertThatCode(() -> comparison.isEnough(0, 0)).doesNotThrowAnyException();
    }

    @Test
    void oneThatDoesMoreThanTheOtherIsADifference() {
        RecordedExchange asked = new RecordedExchange("a asks", Set.of(3), List.of(Normaliser.end()));
        List<ComparedExchange> exchanges =
                List.of(new ComparedExchange("one-sided", 1, asked, RecordedExchange.NOTHING));
        Comparison comparison = new Comparison(new AcceptedDifferences(Map.of()));
        assertThatThrownBy(() -> comparison.isTheSame(exchanges))
                .hasMessageContaining("one-sided #1: nothing / a asks");
        assertThatThrownBy(() -> comparison.isTheSame(List.of())).hasMessageContaining("exchanges of a scenario");
    }

    @Test
    void coverageSaysWhatIsMissing() throws Exception {
        Coverage coverage = new Coverage(compareOver(() -> List::of));
        assertThatThrownBy(coverage::isComplete)
                .hasMessageContaining("nobody asked for reconfig")
                .hasMessageContaining("NOAUTH never came")
                .hasMessageContaining("3: {-101=1, 0=1}")
                .satisfies(gaps ->
                        assertThat(gaps.getMessage()).doesNotContain("NONODE never came", "nobody asked for setData"));
        RecordedExchange impossible = new RecordedExchange(
                "a asks", Set.of(3), List.of(new RecordedExchange.Answer("", "", true, Set.of(-118))));
        Coverage surprised = new Coverage(List.of(new ComparedExchange("", 1, impossible, impossible)));
        assertThatThrownBy(surprised::isComplete)
                .hasMessageContaining("SESSIONMOVED was provoked, and is listed as one that cannot be");
    }
}

package io.embeddedcluster.internal.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskException;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.host.MemoryDisk;
import io.embeddedcluster.internal.host.NodeName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftStorageTest {

    private final MemoryDisk memory = new MemoryDisk();
    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    private final List<String> journal = new ArrayList<>();

    @Test
    void emptyDiskIsAFirstBoot() {
        RaftState state = open().load(new RaftRules());

        assertThat(state.isFirstBoot()).isTrue();
        assertThat(state.votedFor()).isNull();
    }

    @Test
    void voteAndEntriesComeBack() {
        RaftStorage storage = loaded();
        storage.saveVote(3, NodeName.quorum(2));
        storage.saveEntries(List.of(entry(1, 2, "a"), LogEntry.noOp(2, 3), entry(3, 3, "b")));
        sync(storage);

        memory.powerLoss();

        RaftState state = open().load(new RaftRules());
        assertThat(state.term()).isEqualTo(3);
        assertThat(state.votedFor()).isEqualTo(NodeName.quorum(2));
        assertThat(state.log().entries()).containsExactly(entry(1, 2, "a"), LogEntry.noOp(2, 3), entry(3, 3, "b"));
        assertThat(state.isFirstBoot()).isFalse();
    }

    @Test
    void membersComeBackFromEntriesBaseAndSnapshot() {
        Membership first = Membership.of(List.of(NodeName.quorum(1)));
        Membership second = new Membership(List.of(NodeName.quorum(2)), List.of(NodeName.quorum(3)));
        RaftStorage storage = open();
        RaftLog log = storage.load(new RaftRules()).log();
        log.found(first);
        List<LogEntry> entries = List.of(entry(1, 1, "a"), LogEntry.of(2, 1, second, bytes("b")), entry(3, 1, "c"));
        log.append(entries);
        storage.saveEntries(entries);
        log.compactTo(1);
        storage.saveSnapshot(new RaftSnapshot(1, 1, first, bytes("a")));
        sync(storage);

        RaftState state = reopened();
        assertThat(state.log().membershipAt(1)).isEqualTo(first);
        assertThat(state.log().latestMembership()).isEqualTo(second);
        assertThat(state.log().latestMembershipIndex()).isEqualTo(2);
        assertThat(state.snapshot())
                .isNotNull()
                .extracting(RaftSnapshot::membership)
                .isEqualTo(first);
    }

    @Test
    void laterEntryTakesThePlaceOfAllFromItsIndexOn() {
        RaftStorage storage = loaded();
        storage.saveEntries(List.of(entry(1, 1, "a"), entry(2, 1, "b"), entry(3, 1, "c")));
        storage.saveEntries(List.of(entry(2, 2, "x")));
        sync(storage);

        assertThat(reopened().log().entries()).containsExactly(entry(1, 1, "a"), entry(2, 2, "x"));
    }

    @Test
    void tornTailIsCutAtWhateverByte() {
        Disk disk = mounted();
        RaftStorage storage = new RaftStorage(disk, (kind, detail) -> journal.add(kind));
        storage.load(new RaftRules());
        storage.saveEntries(List.of(entry(1, 1, "first")));
        sync(storage);
        long whole = disk.open("raft/log").length();
        storage.saveEntries(List.of(entry(2, 1, "second")));
        sync(storage);
        ByteBuffer bytes = logFile().read(0, (int) logFile().length());

        for (int length = (int) whole + 1; length < bytes.limit(); length++) {
            logFile().replace(bytes.slice(0, length));
            assertThat(reopened().log().lastIndex()).as("cut at %d", length).isEqualTo(1);
            assertThat(logFile().length()).isEqualTo(whole);
        }
        assertThat(journal).contains("raft-log-tail-cut");
    }

    @Test
    void damageAtTheVeryEndIsATornTail() {
        RaftStorage storage = loaded();
        storage.saveEntries(List.of(entry(1, 1, "first"), entry(2, 1, "second")));
        sync(storage);
        flip((int) logFile().length() - 1);

        assertThat(reopened().log().lastIndex()).isEqualTo(1);
    }

    @Test
    void damageBeforeOtherRecordsRefusesTheStart() {
        RaftStorage storage = loaded();
        storage.saveEntries(List.of(entry(1, 1, "first"), entry(2, 1, "second")));
        sync(storage);
        flip(30);

        assertThatThrownBy(this::reopened).isInstanceOf(DiskException.class).hasMessageContaining("raft/log");
    }

    @Test
    void damagedSnapshotRefusesTheStart() {
        RaftStorage storage = loaded();
        storage.saveSnapshot(new RaftSnapshot(5, 2, Membership.NONE, bytes("state")));
        sync(storage);
        DiskFile file = mounted().open("raft/snapshot");
        file.truncate(file.length() - 1);

        assertThatThrownBy(this::reopened).isInstanceOf(DiskException.class).hasMessageContaining("raft/snapshot");
    }

    @Test
    void powerLossAtAnyStepOfACompactionLosesNothing() {
        for (int steps = 0; steps <= 2; steps++) {
            memory.wipe();
            RaftStorage storage = open();
            RaftLog log = storage.load(new RaftRules()).log();
            List<LogEntry> entries = List.of(entry(1, 1, "a"), entry(2, 1, "b"), entry(3, 1, "c"), entry(4, 1, "d"));
            log.append(entries);
            storage.saveEntries(entries);
            storage.saveVote(1, NodeName.quorum(1));
            sync(storage);

            log.compactTo(2);
            storage.saveSnapshot(new RaftSnapshot(3, 1, Membership.NONE, bytes("abc")));
            storage.sync(failure -> {});
            for (int i = 0; i < steps; i++) {
                loop.remove().run();
            }
            loop.clear();
            memory.powerLoss();

            RaftState state = open().load(new RaftRules());
            assertThat(state.term()).isEqualTo(1);
            assertThat(state.log().lastIndex()).isEqualTo(4);
            assertThat(state.snapshot() != null).as("after %d steps", steps).isEqualTo(steps > 0);
            assertThat(state.log().baseIndex()).isEqualTo(steps > 1 ? 2 : 0);
        }
    }

    @Test
    void logThatASnapshotContradictsIsDroppedAndRewritten() {
        RaftStorage storage = loaded();
        storage.saveEntries(List.of(entry(1, 1, "a"), entry(2, 1, "b"), entry(3, 1, "c")));
        sync(storage);
        // The snapshot of a later term reached the disk, the log that follows it did not.
        mounted()
                .open("raft/snapshot")
                .replace(RaftRecords.snapshot(new RaftSnapshot(2, 2, Membership.NONE, bytes("other"))));

        RaftStorage again = open();
        RaftState state = again.load(new RaftRules());
        assertThat(state.log().baseIndex()).isEqualTo(2);
        assertThat(state.log().lastIndex()).isEqualTo(2);
        assertThat(state.log().lastTerm()).isEqualTo(2);

        state.log().append(List.of(entry(3, 3, "x")));
        again.saveEntries(List.of(entry(3, 3, "x")));
        sync(again);
        memory.powerLoss();
        assertThat(open().load(new RaftRules()).log().entries()).containsExactly(entry(3, 3, "x"));
    }

    @Test
    void logThatBeginsAfterTheSnapshotRefusesTheStart() {
        RaftStorage storage = open();
        RaftLog log = storage.load(new RaftRules()).log();
        log.append(List.of(entry(1, 1, "a"), entry(2, 1, "b")));
        log.compactTo(2);
        storage.saveSnapshot(new RaftSnapshot(2, 1, Membership.NONE, bytes("ab")));
        sync(storage);
        mounted().delete("raft/snapshot");

        assertThatThrownBy(this::reopened).isInstanceOf(DiskException.class).hasMessageContaining("begins after");
    }

    private RaftStorage loaded() {
        RaftStorage storage = open();
        storage.load(new RaftRules());
        return storage;
    }

    private RaftState reopened() {
        return open().load(new RaftRules());
    }

    private RaftStorage open() {
        return new RaftStorage(mounted(), (kind, detail) -> journal.add(kind));
    }

    private Disk mounted() {
        return memory.mount(loop::add);
    }

    private DiskFile logFile() {
        return mounted().open("raft/log");
    }

    private void flip(int position) {
        DiskFile file = logFile();
        ByteBuffer copy = ByteBuffer.allocate((int) file.length());
        copy.put(file.read(0, (int) file.length()));
        copy.put(position, (byte) (copy.get(position) ^ 1));
        file.replace(copy.flip());
    }

    private void sync(RaftStorage storage) {
        storage.sync(failure -> assertThat(failure).isNull());
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    private static LogEntry entry(long index, long term, String payload) {
        return LogEntry.of(index, term, bytes(payload));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}

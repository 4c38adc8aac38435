package io.embeddedcluster.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemoryDiskTest {

    private final MemoryDisk memory = new MemoryDisk();
    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();

    @Test
    void readsAcrossAppendedChunks() {
        DiskFile file = mount().open("log");
        file.append(bytes("abc"));
        file.append(bytes("defg"));
        file.append(bytes("h"));

        assertThat(text(file.read(0, 8))).isEqualTo("abcdefgh");
        assertThat(text(file.read(2, 3))).isEqualTo("cde");
        assertThat(text(file.read(4, 2))).isEqualTo("ef");
        assertThat(file.read(8, 0).remaining()).isZero();
        assertThatThrownBy(() -> file.read(7, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharesTheBytesOfAnAppendAndDoesNotMoveTheBuffer() {
        DiskFile file = mount().open("log");
        ByteBuffer appended = bytes("xabcx").position(1).limit(4);

        file.append(appended);
        appended.put(2, (byte) 'B');

        assertThat(appended.position()).isEqualTo(1);
        assertThat(text(file)).isEqualTo("aBc");
        assertThat(file.read(0, 3).isReadOnly()).isTrue();
    }

    @Test
    void crashKeepsWhatIsWritten() {
        mount().open("log").append(bytes("abc"));

        memory.crash();

        assertThat(text(mount().open("log"))).isEqualTo("abc");
    }

    @Test
    void powerLossGoesBackToTheLastFinishedSync() {
        DiskFile file = mount().open("log");
        file.append(bytes("abc"));
        sync(file);
        file.append(bytes("def"));

        memory.powerLoss();

        assertThat(text(mount().open("log"))).isEqualTo("abc");
    }

    @Test
    void powerLossUndoesUnsyncedCutsAndReplacements() {
        Disk disk = mount();
        DiskFile cut = disk.open("cut");
        cut.append(bytes("abc"));
        sync(cut);
        DiskFile replaced = disk.open("replaced");
        replaced.replace(bytes("old"));
        sync(replaced);

        cut.truncate(1);
        cut.append(bytes("xyz"));
        replaced.replace(bytes("newer"));
        assertThat(text(cut)).isEqualTo("axyz");
        assertThat(text(replaced)).isEqualTo("newer");
        memory.powerLoss();

        assertThat(text(mount().open("cut"))).isEqualTo("abc");
        assertThat(text(mount().open("replaced"))).isEqualTo("old");
    }

    @Test
    void syncCoversWhatWasWrittenWhenItWasAskedFor() {
        DiskFile file = mount().open("log");
        file.append(bytes("abc"));
        file.sync(failure -> {});
        file.append(bytes("def"));
        runLoop();

        memory.powerLoss();

        assertThat(text(mount().open("log"))).isEqualTo("abc");
    }

    @Test
    void syncThatHasNotFinishedLosesItsBytes() {
        Disk disk = mount();
        disk.open("log").append(bytes("abc"));
        disk.open("log").sync(failure -> {});

        memory.powerLoss();

        assertThat(mount().exists("log")).isFalse();
    }

    @Test
    void crashThenPowerLossLosesWhatNoRunSynced() {
        DiskFile file = mount().open("log");
        file.append(bytes("abc"));
        sync(file);
        file.append(bytes("def"));
        memory.crash();
        assertThat(text(mount().open("log"))).isEqualTo("abcdef");

        memory.powerLoss();

        assertThat(text(mount().open("log"))).isEqualTo("abc");
    }

    @Test
    void syncOfAnEndedRunNeverCallsBack() {
        List<String> called = new ArrayList<>();
        DiskFile old = mount().open("log");
        old.append(bytes("abc"));
        old.sync(failure -> called.add("old"));
        memory.crash();

        DiskFile file = mount().open("log");
        file.sync(failure -> called.add("first"));
        file.sync(failure -> called.add("second"));
        runLoop();

        assertThat(called).containsExactly("first", "second");
        assertThatThrownBy(() -> old.append(bytes("x"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listsByPrefixInOrderAndDeletes() {
        Disk disk = mount();
        for (String name : List.of("log/2", "meta", "log/1", "log0")) {
            disk.open(name);
        }

        disk.delete("log/2");
        disk.delete("none");

        assertThat(disk.list("log/")).containsExactly("log/1");
        assertThat(disk.list("")).containsExactly("log/1", "log0", "meta");
        memory.wipe();
        assertThat(mount().list("")).isEmpty();
    }

    @Test
    void behavesAsAPlainByteArrayUnderRandomOperations() {
        for (int seed = 0; seed < 200; seed++) {
            agreesWithModel(new SplittableRandom(seed));
        }
    }

    private void agreesWithModel(SplittableRandom random) {
        memory.wipe();
        DiskFile file = mount().open("log");
        String written = "";
        String durable = "";
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    int length = random.nextInt(written.length() + 1);
                    file.truncate(length);
                    written = written.substring(0, length);
                }
                case 1 -> {
                    file.replace(bytes("r" + step));
                    written = "r" + step;
                }
                case 2 -> {
                    sync(file);
                    durable = written;
                }
                case 3 -> {
                    sync(file);
                    file.append(bytes("lost"));
                    memory.powerLoss();
                    durable = written;
                    file = mount().open("log");
                }
                default -> {
                    file.append(bytes("<" + step + ">"));
                    written += "<" + step + ">";
                }
            }
            assertThat(text(file)).isEqualTo(written);
            int from = random.nextInt(written.length() + 1);
            int to = from + random.nextInt(written.length() - from + 1);
            assertThat(text(file.read(from, to - from))).isEqualTo(written.substring(from, to));
        }
        memory.powerLoss();
        assertThat(text(mount().open("log"))).isEqualTo(durable);
    }

    private Disk mount() {
        return memory.mount(loop::add);
    }

    private void sync(DiskFile file) {
        file.sync(failure -> assertThat(failure).isNull());
        runLoop();
    }

    private void runLoop() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(DiskFile file) {
        return text(file.read(0, (int) file.length()));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
    }
}

package io.embeddedcluster.internal.zookeeper.replicated;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.zookeeper.handler.AuthId;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a command by its type, and what the leader reads from its bytes alone, are one. */
class CommandTest {

    private static final List<AuthId> IDS = List.of(new AuthId("ip", "127.0.0.1"));

    /** One of each kind. */
    private static final List<Command> ALL = List.of(
            new Command.CreateSession(7, 4_000),
            new Command.MoveSession(7, 4_000),
            new Command.CloseSession(7),
            new Command.Sync(7, "/a"),
            new Command.Write(7, IDS, new DeleteRequest("/a", -1)),
            new Command.Reconfigure(7, IDS, new ReconfigRequest("", "3", "", -1)),
            new Command.Refuse(7, ZkErrorCode.MARSHALLING_ERROR));

    @Test
    void thereIsOneOfEachKindHere() {
        assertThat(ALL).extracting(Object::getClass).containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
    }

    @Test
    void commandComesOutOfTheLogAsItWentIn() {
        for (Command command : ALL) {
            CommandEntry entry = new CommandEntry(1_000, 1, 2, command);
            assertThat(CommandEntry.read(entry.toBuffer())).isEqualTo(entry);
        }
    }

    @Test
    void bytesSayWhatTheTypeSays() {
        for (Command command : ALL) {
            ByteBuffer bytes = new CommandEntry(1_000, 1, 2, command).toBuffer();
            assertThat(CommandEntry.changesMembers(bytes)).as("%s", command).isEqualTo(command.changesMembers());
            assertThat(CommandEntry.isSync(bytes)).as("%s", command).isEqualTo(command instanceof Command.Sync);
        }
    }
}

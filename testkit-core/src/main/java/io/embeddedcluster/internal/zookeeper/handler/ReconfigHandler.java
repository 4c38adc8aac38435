package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes the members of the ensemble: by servers that join, leave or change, or by a new list of all.
 *
 * <p>The leader decides before it appends the entry, on the same state that the entry will be applied to: Raft changes the
 * members when the entry is appended, not when it is applied. Errors come in ZooKeeper's order.
 *
 * <p>Stricter than ZooKeeper: a server cannot be given another client port, or none, since a node keeps its port for life.
 * That is looked at last.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperReconfig.html ZooKeeper Dynamic Reconfiguration
 */
public final class ReconfigHandler implements WriteHandler<ReconfigRequest> {

    private static final long ANY_VERSION = -1;

    /**
     * What a request comes to.
     *
     * @param error why there is nothing to do, or OK
     * @param config what would be then; null where that cannot be said
     * @param isOwnLimit whether ZooKeeper would do it: then whatever ZooKeeper looks at comes before the error
     */
    public record Plan(ZkErrorCode error, @Nullable EnsembleConfig config, boolean isOwnLimit) {

        private static Plan failed(ZkErrorCode error) {
            return new Plan(error, null, false);
        }

        private static Plan beyondOwnLimits(@Nullable EnsembleConfig config) {
            return new Plan(ZkErrorCode.BAD_ARGUMENTS, config, true);
        }
    }

    @Override
    public WriteResult handle(WriteContext context, ReconfigRequest request) {
        Plan plan = plan(context.transaction().tree(), context.rules(), request);
        if (!plan.error().isOk() && !plan.isOwnLimit()) {
            return WriteResult.failed(plan.error());
        }
        if (!isPermitted(context.transaction().tree(), context.rules(), context.ids())) {
            return WriteResult.failed(ZkErrorCode.NO_AUTH);
        }
        if (plan.config() == null || plan.isOwnLimit()) {
            return WriteResult.failed(plan.error());
        }
        String config = plan.config().withVersion(context.transaction().zxid()).toString();
        Znode node = context.transaction().setConfig(config.getBytes(StandardCharsets.UTF_8));
        // On the wire a string is as a buffer: this answers as a read of the znode does.
        return WriteResult.done(config, node.stat());
    }

    /** {@return whether a client with these identities may change the configuration; by its first ACL no client may} */
    public static boolean isPermitted(ZnodeTree tree, OperationRules rules, List<AuthId> ids) {
        return rules.skipAcl() || Acls.permits(configNode(tree).acl(), Acls.WRITE, ids);
    }

    private static Znode configNode(ZnodeTree tree) {
        return Objects.requireNonNull(tree.find(ZnodeTree.CONFIG));
    }

    /** {@return what the ensemble's configuration would be; whether the client is permitted to ask is not looked at} */
    public static Plan plan(ZnodeTree tree, OperationRules rules, ReconfigRequest request) {
        if (!rules.reconfigEnabled()) {
            return Plan.failed(ZkErrorCode.RECONFIG_DISABLED);
        }
        EnsembleConfig present = EnsembleConfig.of(tree);
        if (rules.standaloneEnabled() && present.members().size() < 2) {
            return Plan.failed(ZkErrorCode.UNIMPLEMENTED);
        }
        if (request.configVersion() != ANY_VERSION && request.configVersion() != present.version()) {
            return Plan.failed(ZkErrorCode.BAD_VERSION);
        }
        EnsembleConfig next;
        try {
            next = request.members() == null
                    ? changed(present, request.joining(), request.leaving())
                    : replaced(request.members(), rules);
        } catch (NumberFormatException notCaughtThereEither) {
            return Plan.failed(ZkErrorCode.MARSHALLING_ERROR);
        } catch (BeyondLimitsException ours) {
            return Plan.beyondOwnLimits(null);
        } catch (IllegalArgumentException malformed) {
            return Plan.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        if (next.participants().size() < (rules.standaloneEnabled() ? 2 : 1)) {
            return Plan.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        return movesPort(present, next) ? Plan.beyondOwnLimits(next) : new Plan(ZkErrorCode.OK, next, false);
    }

    private static EnsembleConfig changed(EnsembleConfig present, @Nullable String joining, @Nullable String leaving) {
        TreeMap<Integer, EnsembleMember> next = new TreeMap<>(present.members());
        for (String each : split(leaving, ",")) {
            long id = Long.parseLong(each);
            next.values().removeIf(member -> member.id() == id);
        }
        for (String line : split(joining, ",")) {
            EnsembleMember member = joining(line);
            for (EnsembleMember other : next.values()) {
                if (other.id() != member.id() && other.conflictsWith(member)) {
                    throw new IllegalArgumentException(member + " has an address of " + other);
                }
            }
            next.put(member.id(), member);
        }
        return new EnsembleConfig(next, present.version());
    }

    private static EnsembleMember joining(String line) {
        List<String> parts = split(line, "=");
        if (parts.size() != 2) {
            throw new IllegalArgumentException("server line " + line);
        }
        String key = parts.get(0);
        EnsembleMember member =
                EnsembleMember.parse(EnsembleMember.parseId(key.substring(key.lastIndexOf('.') + 1)), parts.get(1));
        if (member.clientAddress() == null) {
            throw new IllegalArgumentException("no client port in " + line);
        }
        return member;
    }

    private static EnsembleConfig replaced(String members, OperationRules rules) {
        EnsembleConfig next = EnsembleConfig.parse(members.replace(',', '\n'));
        int participants = next.participants().size();
        boolean isTooSmall = participants < (rules.standaloneEnabled() ? 2 : 1);
        if (isTooSmall && (!rules.standaloneEnabled() || !next.observers().isEmpty())) {
            // observed: MARSHALLING_ERROR, as for a number that is none
            throw new NumberFormatException(participants + " participants");
        }
        return next;
    }

    private static List<String> split(@Nullable String list, String separator) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(separator, -1))
                        .map(String::trim)
                        .filter(each -> !each.isEmpty())
                        .toList();
    }

    private static boolean movesPort(EnsembleConfig present, EnsembleConfig next) {
        return next.members().values().stream().anyMatch(member -> {
            EnsembleMember before = present.member(member.id());
            return before != null && member.hasOtherClientPort(before);
        });
    }
}

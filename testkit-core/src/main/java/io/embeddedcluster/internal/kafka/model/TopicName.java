package io.embeddedcluster.internal.kafka.model;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Kafka's rules for the names of topics. */
public final class TopicName {

    /** Where group coordinators keep offsets and members. */
    public static final String CONSUMER_OFFSETS = "__consumer_offsets";
    /** Where transaction coordinators keep transactions. */
    public static final String TRANSACTION_STATE = "__transaction_state";
    /** Where share coordinators keep the state of shares. */
    public static final String SHARE_GROUP_STATE = "__share_group_state";
    /** The log of KRaft's controllers, which no broker of ours has and nobody may create. */
    public static final String CLUSTER_METADATA = "__cluster_metadata";

    private static final int MAX_LENGTH = 249;
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");
    private static final Set<String> INTERNAL =
            new TreeSet<>(Set.of(CONSUMER_OFFSETS, TRANSACTION_STATE, SHARE_GROUP_STATE));

    private TopicName() {}

    /** Returns why a topic may not have that name, in Kafka's words, or nothing where it may. */
    public static Optional<String> complaint(String name) {
        String reason = null;
        if (name.isEmpty()) {
            reason = "the empty string is not allowed";
        } else if (name.equals(".") || name.equals("..")) {
            reason = "'" + name + "' is not allowed";
        } else if (name.length() > MAX_LENGTH) {
            reason = "the length of '" + name + "' is longer than the max allowed length " + MAX_LENGTH;
        } else if (!LEGAL.matcher(name).matches()) {
            reason = "'" + name + "' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'";
        }
        return Optional.ofNullable(reason).map(why -> "Topic name is invalid: " + why);
    }

    /** {@return what to answer about a topic that does not exist: whether it could} */
    public static ErrorCode errorWhereAbsent(String name) {
        return complaint(name).isEmpty() ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.INVALID_TOPIC_EXCEPTION;
    }

    /** Returns a topic whose name differs only in '.' and '_', since those two make one name of a metric. */
    public static Optional<String> colliding(String name, Set<String> existing) {
        if (!name.contains("_") && !name.contains(".")) {
            return Optional.empty();
        }
        String unified = name.replace('.', '_');
        return existing.stream()
                .filter(other -> other.replace('.', '_').equals(unified))
                .findFirst();
    }

    /** {@return whether it is one of the topics that brokers keep for themselves} */
    public static boolean isInternal(String name) {
        return INTERNAL.contains(name);
    }
}

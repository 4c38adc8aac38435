package io.embeddedcluster.internal.kafka.model;

/**
 * What a response says about the outcome: all error codes of Kafka 4.4.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_error_codes Kafka protocol guide, error codes
 */
public enum ErrorCode {
    /** The broker met something that no other code fits. */
    UNKNOWN_SERVER_ERROR(-1, Retry.USELESS),
    /** All went well. */
    NONE(0, Retry.USELESS),
    /** The offset lies before the log start offset or beyond what may be read. */
    OFFSET_OUT_OF_RANGE(1, Retry.USELESS),
    /** A record batch fails its checksum or is malformed, or a compacted topic got a record without a key. */
    CORRUPT_MESSAGE(2, Retry.USEFUL),
    /** This broker knows no such topic partition. */
    UNKNOWN_TOPIC_OR_PARTITION(3, Retry.USEFUL),
    /** The fetch asks for an impossible number of bytes. */
    INVALID_FETCH_SIZE(4, Retry.USELESS),
    /** The partition has no leader at the moment. */
    LEADER_NOT_AVAILABLE(5, Retry.USEFUL),
    /** This broker is not the leader, or for a fetch has no replica at all. */
    NOT_LEADER_OR_FOLLOWER(6, Retry.USEFUL),
    /** The time given was over before the work was done; it may be done yet. */
    REQUEST_TIMED_OUT(7, Retry.USEFUL),
    /** The broker that is needed cannot be reached. */
    BROKER_NOT_AVAILABLE(8, Retry.USELESS),
    /** The replica that is needed cannot be reached. */
    REPLICA_NOT_AVAILABLE(9, Retry.USEFUL),
    /** A record batch is above the topic's limit. */
    MESSAGE_TOO_LARGE(10, Retry.USELESS),
    /** The sender is a controller that has been replaced. */
    STALE_CONTROLLER_EPOCH(11, Retry.USELESS),
    /** The text beside a committed offset is above the limit. */
    OFFSET_METADATA_TOO_LARGE(12, Retry.USELESS),
    /** The connection was lost before the response came; clients say so to themselves. */
    NETWORK_EXCEPTION(13, Retry.USEFUL),
    /** The coordinator is still reading its state. */
    COORDINATOR_LOAD_IN_PROGRESS(14, Retry.USEFUL),
    /** There is no coordinator at the moment. */
    COORDINATOR_NOT_AVAILABLE(15, Retry.USEFUL),
    /** Another broker coordinates this group or transactional id. */
    NOT_COORDINATOR(16, Retry.USEFUL),
    /** The topic name is not allowed, or the topic may not be used in this way. */
    INVALID_TOPIC_EXCEPTION(17, Retry.USELESS),
    /** A record batch is larger than a log segment. */
    RECORD_LIST_TOO_LARGE(18, Retry.USELESS),
    /** The ISR is smaller than min.insync.replicas, so nothing was appended. */
    NOT_ENOUGH_REPLICAS(19, Retry.USEFUL),
    /** The ISR became smaller than min.insync.replicas after the leader had appended. */
    NOT_ENOUGH_REPLICAS_AFTER_APPEND(20, Retry.USEFUL),
    /** Acks is none of -1, 0 and 1. */
    INVALID_REQUIRED_ACKS(21, Retry.USELESS),
    /** The member speaks of a generation that is not the group's. */
    ILLEGAL_GENERATION(22, Retry.USELESS),
    /** The member and its group have no protocol in common. */
    INCONSISTENT_GROUP_PROTOCOL(23, Retry.USELESS),
    /** The group id is empty or not allowed. */
    INVALID_GROUP_ID(24, Retry.USELESS),
    /** The group has no such member. */
    UNKNOWN_MEMBER_ID(25, Retry.USELESS),
    /** The member's session timeout is outside the broker's limits. */
    INVALID_SESSION_TIMEOUT(26, Retry.USELESS),
    /** The group is rebalancing; the member has to join again. */
    REBALANCE_IN_PROGRESS(27, Retry.USELESS),
    /** The commit is too large to be stored. */
    INVALID_COMMIT_OFFSET_SIZE(28, Retry.USELESS),
    /** The client may not do this to the topic. */
    TOPIC_AUTHORIZATION_FAILED(29, Retry.USELESS),
    /** The client may not do this to the group. */
    GROUP_AUTHORIZATION_FAILED(30, Retry.USELESS),
    /** The client may not do this to the cluster. */
    CLUSTER_AUTHORIZATION_FAILED(31, Retry.USELESS),
    /** A record's timestamp is too far from the broker's time. */
    INVALID_TIMESTAMP(32, Retry.USELESS),
    /** The broker does not offer this SASL mechanism. */
    UNSUPPORTED_SASL_MECHANISM(33, Retry.USELESS),
    /** The request does not belong at this point of authentication. */
    ILLEGAL_SASL_STATE(34, Retry.USELESS),
    /** The broker does not speak this version of the API. */
    UNSUPPORTED_VERSION(35, Retry.USELESS),
    /** There is a topic of this name. */
    TOPIC_ALREADY_EXISTS(36, Retry.USELESS),
    /** The number of partitions is not allowed. */
    INVALID_PARTITIONS(37, Retry.USELESS),
    /** The replication factor is below 1 or above the number of brokers. */
    INVALID_REPLICATION_FACTOR(38, Retry.USELESS),
    /** The replicas named for the partitions are not allowed. */
    INVALID_REPLICA_ASSIGNMENT(39, Retry.USELESS),
    /** A configuration value is not allowed. */
    INVALID_CONFIG(40, Retry.USELESS),
    /** Another node is the controller. */
    NOT_CONTROLLER(41, Retry.USEFUL),
    /** The request contradicts itself or cannot be understood. */
    INVALID_REQUEST(42, Retry.USELESS),
    /** The records' format does not allow this. */
    UNSUPPORTED_FOR_MESSAGE_FORMAT(43, Retry.USELESS),
    /** A policy of the broker forbids this. */
    POLICY_VIOLATION(44, Retry.USELESS),
    /** The producer left out a sequence number. */
    OUT_OF_ORDER_SEQUENCE_NUMBER(45, Retry.USELESS),
    /** The producer repeated a sequence number that is too old to be looked up. */
    DUPLICATE_SEQUENCE_NUMBER(46, Retry.USELESS),
    /** The producer's epoch is older than the newest known. */
    INVALID_PRODUCER_EPOCH(47, Retry.USELESS),
    /** The transaction is in no state that allows this. */
    INVALID_TXN_STATE(48, Retry.USELESS),
    /** The producer id does not belong to this transactional id. */
    INVALID_PRODUCER_ID_MAPPING(49, Retry.USELESS),
    /** The transaction timeout is above the broker's limit. */
    INVALID_TRANSACTION_TIMEOUT(50, Retry.USELESS),
    /** The previous change of this transaction has not ended yet. */
    CONCURRENT_TRANSACTIONS(51, Retry.USEFUL),
    /** The marker comes from a coordinator that has been replaced. */
    TRANSACTION_COORDINATOR_FENCED(52, Retry.USELESS),
    /** The client may not use this transactional id. */
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED(53, Retry.USELESS),
    /** The broker has no authorizer. */
    SECURITY_DISABLED(54, Retry.USELESS),
    /** An earlier part of the request failed, so this part was not tried. */
    OPERATION_NOT_ATTEMPTED(55, Retry.USELESS),
    /** The disk failed. */
    KAFKA_STORAGE_ERROR(56, Retry.USEFUL),
    /** The broker has no such log directory. */
    LOG_DIR_NOT_FOUND(57, Retry.USELESS),
    /** The credentials are wrong. */
    SASL_AUTHENTICATION_FAILED(58, Retry.USELESS),
    /** The broker has forgotten this producer, or never knew it. */
    UNKNOWN_PRODUCER_ID(59, Retry.USELESS),
    /** The partition is being reassigned. */
    REASSIGNMENT_IN_PROGRESS(60, Retry.USELESS),
    /** Delegation tokens are switched off. */
    DELEGATION_TOKEN_AUTH_DISABLED(61, Retry.USELESS),
    /** There is no such delegation token. */
    DELEGATION_TOKEN_NOT_FOUND(62, Retry.USELESS),
    /** The delegation token belongs to somebody else. */
    DELEGATION_TOKEN_OWNER_MISMATCH(63, Retry.USELESS),
    /** Delegation tokens may not be asked for on this connection. */
    DELEGATION_TOKEN_REQUEST_NOT_ALLOWED(64, Retry.USELESS),
    /** The client may not do this to the delegation token. */
    DELEGATION_TOKEN_AUTHORIZATION_FAILED(65, Retry.USELESS),
    /** The delegation token's time is over. */
    DELEGATION_TOKEN_EXPIRED(66, Retry.USELESS),
    /** There is no such type of principal. */
    INVALID_PRINCIPAL_TYPE(67, Retry.USELESS),
    /** The group still has members. */
    NON_EMPTY_GROUP(68, Retry.USELESS),
    /** There is no such group. */
    GROUP_ID_NOT_FOUND(69, Retry.USELESS),
    /** There is no such fetch session. */
    FETCH_SESSION_ID_NOT_FOUND(70, Retry.USEFUL),
    /** The fetch session expects another epoch. */
    INVALID_FETCH_SESSION_EPOCH(71, Retry.USEFUL),
    /** The leader has no listener of the name that the client came by. */
    LISTENER_NOT_FOUND(72, Retry.USEFUL),
    /** Topics may not be deleted. */
    TOPIC_DELETION_DISABLED(73, Retry.USELESS),
    /** The client's leader epoch is older than the broker's. */
    FENCED_LEADER_EPOCH(74, Retry.USEFUL),
    /** The client's leader epoch is newer than the broker's. */
    UNKNOWN_LEADER_EPOCH(75, Retry.USEFUL),
    /** The client's version is too old for the compression of these records. */
    UNSUPPORTED_COMPRESSION_TYPE(76, Retry.USELESS),
    /** The broker has registered again since. */
    STALE_BROKER_EPOCH(77, Retry.USELESS),
    /** The leader is new and its high watermark not yet beyond its first own offset. */
    OFFSET_NOT_AVAILABLE(78, Retry.USEFUL),
    /** The member has to join again with the id that it was just given. */
    MEMBER_ID_REQUIRED(79, Retry.USELESS),
    /** The preferred leader is dead or not in sync. */
    PREFERRED_LEADER_NOT_AVAILABLE(80, Retry.USEFUL),
    /** The group takes no more members. */
    GROUP_MAX_SIZE_REACHED(81, Retry.USELESS),
    /** Another member has taken over this group instance id. */
    FENCED_INSTANCE_ID(82, Retry.USELESS),
    /** No replica that may lead the partition is alive. */
    ELIGIBLE_LEADERS_NOT_AVAILABLE(83, Retry.USEFUL),
    /** The partition has the leader that was asked for. */
    ELECTION_NOT_NEEDED(84, Retry.USEFUL),
    /** The partition is not being reassigned. */
    NO_REASSIGNMENT_IN_PROGRESS(85, Retry.USELESS),
    /** The group still reads this topic, so its offsets stay. */
    GROUP_SUBSCRIBED_TO_TOPIC(86, Retry.USELESS),
    /** The broker refuses a record for what is in it. */
    INVALID_RECORD(87, Retry.USELESS),
    /** A transaction that commits these offsets has not ended yet. */
    UNSTABLE_OFFSET_COMMIT(88, Retry.USEFUL),
    /** The client has asked for too much in too little time. */
    THROTTLING_QUOTA_EXCEEDED(89, Retry.USEFUL),
    /** Another producer has taken over this transactional id. */
    PRODUCER_FENCED(90, Retry.USELESS),
    /** The request names something that does not exist. */
    RESOURCE_NOT_FOUND(91, Retry.USELESS),
    /** The request names the same thing twice. */
    DUPLICATE_RESOURCE(92, Retry.USELESS),
    /** The new credential is too weak or malformed. */
    UNACCEPTABLE_CREDENTIAL(93, Retry.USELESS),
    /** Sender and receiver do not agree on who votes. */
    INCONSISTENT_VOTER_SET(94, Retry.USELESS),
    /** The version of the update is not the next one. */
    INVALID_UPDATE_VERSION(95, Retry.USELESS),
    /** The cluster's features could not be changed. */
    FEATURE_UPDATE_FAILED(96, Retry.USELESS),
    /** The principal in a forwarded request cannot be read. */
    PRINCIPAL_DESERIALIZATION_FAILURE(97, Retry.USELESS),
    /** There is no such snapshot. */
    SNAPSHOT_NOT_FOUND(98, Retry.USELESS),
    /** The position lies outside the snapshot. */
    POSITION_OUT_OF_RANGE(99, Retry.USELESS),
    /** This broker knows no topic with this id. */
    UNKNOWN_TOPIC_ID(100, Retry.USEFUL),
    /** A living broker has this node id. */
    DUPLICATE_BROKER_REGISTRATION(101, Retry.USELESS),
    /** No broker has registered with this node id. */
    BROKER_ID_NOT_REGISTERED(102, Retry.USELESS),
    /** The log belongs to another topic of the same name. */
    INCONSISTENT_TOPIC_ID(103, Retry.USEFUL),
    /** The request is meant for another cluster. */
    INCONSISTENT_CLUSTER_ID(104, Retry.USELESS),
    /** There is no such transactional id. */
    TRANSACTIONAL_ID_NOT_FOUND(105, Retry.USELESS),
    /** The fetch session mixes topic ids and topic names. */
    FETCH_SESSION_TOPIC_ID_ERROR(106, Retry.USEFUL),
    /** A replica that may not be in the ISR was proposed for it. */
    INELIGIBLE_REPLICA(107, Retry.USELESS),
    /** The change of the ISR made another replica the leader. */
    NEW_LEADER_ELECTED(108, Retry.USELESS),
    /** The offset is no longer on the leader's own disk. */
    OFFSET_MOVED_TO_TIERED_STORAGE(109, Retry.USELESS),
    /** The member's epoch is not the coordinator's; it has to give up everything and join again. */
    FENCED_MEMBER_EPOCH(110, Retry.USELESS),
    /** A member that has not left holds this group instance id. */
    UNRELEASED_INSTANCE_ID(111, Retry.USELESS),
    /** The group cannot use this assignor. */
    UNSUPPORTED_ASSIGNOR(112, Retry.USELESS),
    /** The member's epoch is old; the next heartbeat tells it the new one. */
    STALE_MEMBER_EPOCH(113, Retry.USELESS),
    /** The endpoint is a controller's where a broker's is meant, or the reverse. */
    MISMATCHED_ENDPOINT_TYPE(114, Retry.USELESS),
    /** There is no such type of endpoint here. */
    UNSUPPORTED_ENDPOINT_TYPE(115, Retry.USELESS),
    /** There is no such controller. */
    UNKNOWN_CONTROLLER_ID(116, Retry.USELESS),
    /** The telemetry subscription is not the current one. */
    UNKNOWN_SUBSCRIPTION_ID(117, Retry.USELESS),
    /** The pushed telemetry is above the limit. */
    TELEMETRY_TOO_LARGE(118, Retry.USELESS),
    /** The controller refuses the registration for what is in it. */
    INVALID_REGISTRATION(119, Retry.USELESS),
    /** The transaction can only be aborted; afterwards the producer can go on. */
    TRANSACTION_ABORTABLE(120, Retry.USELESS),
    /** The record is not in a state in which it can be acknowledged. */
    INVALID_RECORD_STATE(121, Retry.USELESS),
    /** There is no such share session. */
    SHARE_SESSION_NOT_FOUND(122, Retry.USEFUL),
    /** The share session expects another epoch. */
    INVALID_SHARE_SESSION_EPOCH(123, Retry.USEFUL),
    /** The state epoch is not the share coordinator's. */
    FENCED_STATE_EPOCH(124, Retry.USELESS),
    /** The voter key is not that of the receiver. */
    INVALID_VOTER_KEY(125, Retry.USELESS),
    /** The node votes already. */
    DUPLICATE_VOTER(126, Retry.USELESS),
    /** The node is no voter. */
    VOTER_NOT_FOUND(127, Retry.USELESS),
    /** The regular expression cannot be parsed. */
    INVALID_REGULAR_EXPRESSION(128, Retry.USELESS),
    /** The client has to start again from its bootstrap servers. */
    REBOOTSTRAP_REQUIRED(129, Retry.USELESS),
    /** The topology contradicts itself. */
    STREAMS_INVALID_TOPOLOGY(130, Retry.USELESS),
    /** The topology epoch is not allowed. */
    STREAMS_INVALID_TOPOLOGY_EPOCH(131, Retry.USELESS),
    /** The group has a newer topology. */
    STREAMS_TOPOLOGY_FENCED(132, Retry.USELESS),
    /** The broker takes no more share sessions. */
    SHARE_SESSION_LIMIT_REACHED(133, Retry.USEFUL),
    /** A group could not be deleted, for the reason given beside it. */
    GROUP_DELETION_FAILED(134, Retry.USELESS),
    /** The description of the topology was not taken, for the reason given beside it. */
    STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED(135, Retry.USELESS),
    /** No controller has registered with this node id. */
    CONTROLLER_ID_NOT_REGISTERED(136, Retry.USELESS);

    private static final ErrorCode[] CODES = values();

    private final short code;
    private final Retry retry;

    ErrorCode(int code, Retry retry) {
        this.code = (short) code;
        this.retry = retry;
    }

    /**
     * Returns the error with this number; {@link #UNKNOWN_SERVER_ERROR} if there is none, since a newer broker may know more errors
     * than we do.
     */
    public static ErrorCode of(short code) {
        // Constants are declared in the order of their numbers, from -1 and without a gap.
        int index = code - CODES[0].code;
        return index >= 0 && index < CODES.length ? CODES[index] : UNKNOWN_SERVER_ERROR;
    }

    /** {@return its number on the wire} */
    public short code() {
        return code;
    }

    /** {@return whether Kafka's clients try again when they get it} */
    public boolean isRetriable() {
        return retry == Retry.USEFUL;
    }

    /** Whether the same request may have another outcome later. */
    private enum Retry {
        USEFUL,
        USELESS
    }
}

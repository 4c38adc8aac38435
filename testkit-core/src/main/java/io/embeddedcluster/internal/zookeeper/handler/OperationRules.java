package io.embeddedcluster.internal.zookeeper.handler;

/**
 * What configs say about operations. They have to be the same on every server, since a write has to end alike on all.
 *
 * @param extendedTypes whether clients may create TTL nodes
 * @param enforceQuota whether a write beyond a hard limit is refused
 * @param skipAcl whether ACLs are not checked
 * @param saslKnown whether an ACL may name those who log in by SASL
 * @param digestKnown whether an ACL may name those who prove who they are by a digest
 * @param reconfigEnabled whether clients may change the members of the ensemble
 * @param standaloneEnabled whether a single server runs standalone: then no reconfiguration may begin or end with one server
 */
public record OperationRules(
        boolean extendedTypes,
        boolean enforceQuota,
        boolean skipAcl,
        boolean saslKnown,
        boolean digestKnown,
        boolean reconfigEnabled,
        boolean standaloneEnabled) {}

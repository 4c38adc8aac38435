package io.embeddedcluster.internal.zookeeper.handler;

/**
 * What settings say about operations. The same on every server, since handlers must end the same everywhere.
 *
 * @param extendedTypes whether there are TTL nodes
 * @param enforceQuota whether hard limits are limits
 * @param skipAcl whether everybody may do everything, whatever ACLs say
 * @param saslKnown whether an ACL may name those who log in by SASL
 * @param reconfigEnabled whether clients may ask for other members
 * @param standaloneEnabled whether a single server is no ensemble, which no reconfiguration makes or changes
 */
public record OperationRules(
        boolean extendedTypes,
        boolean enforceQuota,
        boolean skipAcl,
        boolean saslKnown,
        boolean reconfigEnabled,
        boolean standaloneEnabled) {}

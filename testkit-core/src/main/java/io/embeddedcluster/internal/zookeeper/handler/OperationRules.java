package io.embeddedcluster.internal.zookeeper.handler;

/**
 * What settings say about operations. The same on every server, since handlers must end the same everywhere.
 *
 * @param extendedTypes whether there are TTL nodes
 * @param enforceQuota whether hard limits are limits
 * @param skipAcl whether everybody may do everything, whatever ACLs say
 */
public record OperationRules(boolean extendedTypes, boolean enforceQuota, boolean skipAcl) {}

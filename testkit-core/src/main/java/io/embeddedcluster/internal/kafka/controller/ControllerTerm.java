package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import java.util.ArrayList;
import java.util.List;

/**
 * One term of the controller: the time from its election to the next.
 *
 * @param epoch the controller epoch of this term
 * @param epochVersion version of {@code /controller_epoch} that this term's beginning has made; every later term makes
 *     another, which fences the writes of this one
 */
record ControllerTerm(int epoch, int epochVersion) {

    /** Returns the changes behind a check that this term has not ended; the check's index is 0. */
    List<ZnodeChange> fenced(List<ZnodeChange> changes, BrokerRules rules) {
        List<ZnodeChange> all = new ArrayList<>(changes.size() + 1);
        all.add(ZnodeChange.check(ZnodePaths.CONTROLLER_EPOCH, rules.controllerEpochVersion(epochVersion)));
        all.addAll(changes);
        return all;
    }
}

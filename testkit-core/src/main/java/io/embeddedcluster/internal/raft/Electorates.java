package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Whose word decides, by what the log of this node says about members.
 *
 * <p>A change of members is one entry, and counts from when it is in the log, committed or not. Until it is known to be
 * committed, a majority of the old voters and a majority of the new ones must both agree, to elect as to commit; after
 * that the new ones alone. ZooKeeper's reconfiguration is activated so too, and the joint consensus of the Raft paper (§6)
 * is this with a second entry, which says that the first is committed.
 *
 * <p>Why no two leaders come of that, and nothing that was committed is lost. Call the old members O, the new ones N.
 * <ul>
 *   <li>Before the change is committed everybody decides by O, alone or with N, so any two decisions share a voter of O:
 *       Raft's own argument holds among the voters of O.
 *   <li>To be committed the change has to be on the disks of a majority of O. From then on who has not got it in its log is
 *       not elected: it needs a majority of O, of which one has the change and a longer or later log (§5.4.1). Who has it
 *       decides by N, alone or with O, and that majority of N shares a voter with the majority of N that committed it, and
 *       with every later decision. So the argument goes on among the voters of N.
 *   <li>A log that has two changes which are not known here to be committed proves that the first of them is: a leader
 *       begins another only once the last is committed, and none but entries of its own term first commit (§5.4.2). So the
 *       last two memberships of a log are all that count.
 *   <li>An entry that is cut off takes its membership with it: it was not committed, and nobody may go on deciding by it. A
 *       snapshot carries the membership of its last entry, which is committed.
 * </ul>
 *
 * <p>Votes are given to whoever asks, member or not, since the log of the one asked may be the older of the two; the one
 * who asks counts only votes of those who decide.
 *
 * @spec https://raft.github.io/raft.pdf Raft paper, section 6
 */
final class Electorates {

    private final RaftCore core;

    Electorates(RaftCore core) {
        this.core = core;
    }

    private List<Membership> present() {
        RaftLog log = core.log();
        return core.rules().electorates(log.previousMembership(), log.latestMembership(), isSettled());
    }

    /** {@return whether no change of members is under way, as far as this node knows} */
    boolean isSettled() {
        return core.log().latestMembershipIndex() <= core.commitIndex();
    }

    /** {@return whether the nodes of which that holds can decide} */
    boolean agree(Predicate<NodeName> condition) {
        for (Membership electorate : present()) {
            if (electorate.count(condition) < quorum(electorate)) {
                return false;
            }
        }
        return true;
    }

    /** {@return the last index that enough have, where each node has all up to its own} */
    long agreedIndex(ToLongFunction<NodeName> matchIndex) {
        long agreed = Long.MAX_VALUE;
        for (Membership electorate : present()) {
            List<Long> matched = new ArrayList<>();
            electorate.voters().forEach(voter -> matched.add(matchIndex.applyAsLong(voter)));
            matched.sort(Collections.reverseOrder());
            int copies = core.rules().copiesToCommit(electorate.voters().size());
            agreed = Math.min(agreed, matched.get(copies - 1));
        }
        return agreed;
    }

    private int quorum(Membership electorate) {
        return core.rules().quorum(electorate.voters().size());
    }

    /** {@return all whose word may count now} */
    SortedSet<NodeName> voters() {
        TreeSet<NodeName> voters = new TreeSet<>();
        present().forEach(electorate -> voters.addAll(electorate.voters()));
        return voters;
    }

    /** {@return all who have to be sent the log} */
    SortedSet<NodeName> members() {
        SortedSet<NodeName> members = voters();
        present().forEach(electorate -> members.addAll(electorate.learners()));
        return members;
    }

    /** {@return whether this node may stand for election} */
    boolean includeSelf() {
        return voters().contains(core.spec().self());
    }
}

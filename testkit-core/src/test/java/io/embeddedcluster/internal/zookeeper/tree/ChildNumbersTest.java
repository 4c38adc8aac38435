package io.embeddedcluster.internal.zookeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The numbers of sequential children, as ZooKeeper counts them. */
class ChildNumbersTest {

    private static final byte[] NOTHING = {};

    private final ZnodeTree tree = ZnodeTree.initial(NOTHING);
    private long zxid = 100;

    @BeforeEach
    void createParent() {
        TreeTransaction transaction = begin();
        transaction.create("/p", NOTHING, Acl.OPEN, EphemeralOwner.NONE);
        transaction.commit(change -> {});
    }

    private TreeTransaction begin() {
        return tree.begin(++zxid, 0);
    }

    private static void create(TreeTransaction transaction, String path) {
        transaction.create(path, NOTHING, Acl.OPEN, EphemeralOwner.NONE);
    }

    @Test
    void everyCreatedChildCountsAndNoDeletedOne() {
        TreeTransaction transaction = begin();
        create(transaction, "/p/a");
        transaction.delete("/p/a");
        create(transaction, "/p/a");
        assertThat(transaction.nextChildNumber("/p")).isEqualTo(2);
    }

    @Test
    void numberStaysAtTheLargestIntAndPzxidWithIt() {
        tree.existing("/p").childCreations = Integer.MAX_VALUE - 1;
        TreeTransaction last = begin();
        create(last, "/p/a");
        last.commit(change -> {});
        long pzxid = tree.existing("/p").pzxid();

        TreeTransaction beyond = begin();
        create(beyond, "/p/b");
        beyond.commit(change -> {});

        assertThat(begin().nextChildNumber("/p")).isEqualTo(Integer.MAX_VALUE);
        assertThat(tree.existing("/p").pzxid()).isEqualTo(pzxid).isLessThan(zxid);
    }

    @Test
    void oneTransactionCountsOnBeyondTheLargestInt() {
        tree.existing("/p").childCreations = Integer.MAX_VALUE;
        TreeTransaction transaction = begin();
        create(transaction, "/p/a");
        assertThat(transaction.nextChildNumber("/p")).isEqualTo(Integer.MIN_VALUE);
        create(transaction, "/p/b");
        assertThat(transaction.nextChildNumber("/p")).isEqualTo(Integer.MIN_VALUE + 1);
        transaction.commit(change -> {});
        assertThat(begin().nextChildNumber("/p")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void parentThatIsReplacedBeginsAnew() {
        tree.existing("/p").childCreations = Integer.MAX_VALUE;
        TreeTransaction transaction = begin();
        create(transaction, "/p/a");
        transaction.delete("/p/a");
        transaction.delete("/p");
        create(transaction, "/p");
        assertThat(transaction.nextChildNumber("/p")).isZero();
    }

    @Test
    void whatIsTakenBackHasNotCounted() {
        TreeTransaction transaction = begin();
        create(transaction, "/p/a");
        create(transaction, "/p/b");
        transaction.rollback();
        assertThat(begin().nextChildNumber("/p")).isZero();
        assertThat(tree.existing("/p").stat().cversion()).isZero();
    }
}

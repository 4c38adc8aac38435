package io.embeddedcluster.internal.launcher.demo;

import java.util.List;
import java.util.stream.IntStream;

/** What became of each record of a topic. Threading: any thread. */
final class Ledger {

    private final List<PartitionLedger> partitions;

    Ledger(int partitions) {
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new PartitionLedger())
                .toList();
    }

    int partitionCount() {
        return partitions.size();
    }

    PartitionLedger partition(int partition) {
        return partitions.get(partition);
    }

    LedgerCounts counts() {
        return partitions.stream().map(PartitionLedger::counts).reduce(LedgerCounts.NONE, LedgerCounts::plus);
    }
}

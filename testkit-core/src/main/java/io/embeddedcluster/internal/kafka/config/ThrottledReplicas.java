package io.embeddedcluster.internal.kafka.config;

import io.embeddedcluster.internal.config.ConfigRule;
import java.util.List;
import java.util.Optional;

/** What names the replicas whose fetching is throttled: a list of {@code partition:broker}, or {@code *}. */
final class ThrottledReplicas implements ConfigRule {

    static final ConfigRule RULE = new ThrottledReplicas();

    private static final String FORM = "[partitionId]:[brokerId],[partitionId]:[brokerId],...";

    private ThrottledReplicas() {}

    @Override
    public Optional<String> complaint(Object value) {
        List<?> list = (List<?>) value;
        boolean valid = list.equals(List.of("*"))
                || list.stream().allMatch(entry -> entry.toString().matches("[0-9]+:[0-9]+"));
        return valid
                ? Optional.empty()
                : Optional.of("must be the literal '*' or a list of replicas in the following format: " + FORM);
    }

    @Override
    public String allowed() {
        return "'*' or " + FORM;
    }
}

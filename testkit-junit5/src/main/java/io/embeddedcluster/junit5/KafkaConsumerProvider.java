package io.embeddedcluster.junit5;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Makes consumers that read from the beginning. They belong to no group but where {@link ClientConfig} names one. */
final class KafkaConsumerProvider implements ResourceProvider {

    @Override
    public Provided provide(ResourceRequest request) {
        Map<String, String> defaults = new HashMap<>(KafkaSerdes.deserializers(request));
        defaults.put("auto.offset.reset", "earliest");
        KafkaConsumer<?, ?> consumer = new KafkaConsumer<>(request.clientProperties(defaults));
        return new Provided(consumer, consumer);
    }
}

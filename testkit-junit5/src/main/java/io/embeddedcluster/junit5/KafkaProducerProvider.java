package io.embeddedcluster.junit5;

import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Makes producers; that they are idempotent and wait for all in-sync replicas is the client's own default. */
final class KafkaProducerProvider implements ResourceProvider {

    /** How long closing waits for what is still on its way; without brokers none of it would ever arrive. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    @Override
    public Provided provide(ResourceRequest request) {
        KafkaProducer<?, ?> producer = new KafkaProducer<>(request.clientProperties(KafkaSerdes.serializers(request)));
        return new Provided(producer, () -> producer.close(CLOSE_TIMEOUT));
    }
}

package io.embeddedcluster.junit5;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Makes admin clients. */
final class KafkaAdminProvider implements ResourceProvider {

    /** How long closing waits for calls that were not answered yet. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    @Override
    public Provided provide(ResourceRequest request) {
        Admin admin = Admin.create(request.clientProperties(Map.of()));
        return new Provided(admin, () -> admin.close(CLOSE_TIMEOUT));
    }
}

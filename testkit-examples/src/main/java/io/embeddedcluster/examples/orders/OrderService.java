package io.embeddedcluster.examples.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Places orders, and knows of each whether Kafka has it. */
public final class OrderService implements AutoCloseable {

    /** The topic that orders go to; the key is the customer, the value the order's number. */
    public static final String TOPIC = "orders";

    private static final int CUSTOMERS = 100;

    private final KafkaProducer<String, Long> producer;
    private long nextNumber;

    /** Connects to Kafka: {@code bootstrap.servers} is all that the properties must have. */
    public OrderService(Properties kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.setProperty("acks", "all");
        producer = new KafkaProducer<>(properties, new StringSerializer(), new LongSerializer());
    }

    /**
     * Places so many orders, and returns when Kafka has acknowledged each.
     *
     * @throws IllegalStateException if one was not acknowledged
     */
    public List<Order> placeOrders(int count) {
        List<Order> orders = new ArrayList<>();
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Order order = new Order(nextNumber, "customer-" + nextNumber % CUSTOMERS);
            nextNumber++;
            orders.add(order);
            pending.add(producer.send(new ProducerRecord<>(TOPIC, order.customer(), order.number())));
        }
        pending.forEach(OrderService::awaitAcknowledgement);
        return orders;
    }

    private static void awaitAcknowledgement(Future<RecordMetadata> pending) {
        try {
            pending.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an order was not placed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before all orders were placed", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}

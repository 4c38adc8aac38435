package io.embeddedcluster.junit5;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.ByteBufferSerializer;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.serialization.UUIDDeserializer;
import org.apache.kafka.common.serialization.UUIDSerializer;
import org.apache.kafka.common.serialization.VoidDeserializer;
import org.apache.kafka.common.serialization.VoidSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Kafka's own serializers and deserializers, by the type of what they turn into bytes. */
final class KafkaSerdes {

    private record Serde(Class<? extends Serializer<?>> serializer, Class<? extends Deserializer<?>> deserializer) {}

    private static final Map<Type, Serde> BY_TYPE = byType();

    private KafkaSerdes() {}

    private static Map<Type, Serde> byType() {
        Map<Type, Serde> all = new LinkedHashMap<>();
        all.put(String.class, new Serde(StringSerializer.class, StringDeserializer.class));
        all.put(byte[].class, new Serde(ByteArraySerializer.class, ByteArrayDeserializer.class));
        all.put(Integer.class, new Serde(IntegerSerializer.class, IntegerDeserializer.class));
        all.put(Long.class, new Serde(LongSerializer.class, LongDeserializer.class));
        all.put(Double.class, new Serde(DoubleSerializer.class, DoubleDeserializer.class));
        all.put(UUID.class, new Serde(UUIDSerializer.class, UUIDDeserializer.class));
        all.put(ByteBuffer.class, new Serde(ByteBufferSerializer.class, ByteBufferDeserializer.class));
        all.put(Bytes.class, new Serde(BytesSerializer.class, BytesDeserializer.class));
        all.put(Void.class, new Serde(VoidSerializer.class, VoidDeserializer.class));
        return all;
    }

    /** {@return the configs key.serializer and value.serializer, but for those that the user sets} */
    static Map<String, String> serializers(ResourceRequest request) {
        return configs(request, "serializer", serde -> serde.serializer().getName());
    }

    /** {@return the configs key.deserializer and value.deserializer, but for those that the user sets} */
    static Map<String, String> deserializers(ResourceRequest request) {
        return configs(request, "deserializer", serde -> serde.deserializer().getName());
    }

    private static Map<String, String> configs(
            ResourceRequest request, String kind, Function<Serde, String> className) {
        Map<String, String> configs = new LinkedHashMap<>();
        List<String> roles = List.of("key", "value");
        for (int i = 0; i < roles.size(); i++) {
            String config = roles.get(i) + "." + kind;
            if (!request.config().containsKey(config)) {
                configs.put(config, className.apply(serde(request, i, config)));
            }
        }
        return configs;
    }

    private static Serde serde(ResourceRequest request, int argument, String config) {
        List<Type> arguments = request.typeArguments();
        if (arguments.isEmpty()) {
            throw new ExtensionConfigurationException(request.type().getTypeName() + " has no type arguments, and "
                    + config + " is not set (expected: type arguments such as <String, byte[]>, or @ClientConfig(\""
                    + config + "=...\"))");
        }
        Serde serde = BY_TYPE.get(arguments.get(argument));
        if (serde == null) {
            throw new ExtensionConfigurationException(request.type().getTypeName() + ": there is no " + config + " for "
                    + arguments.get(argument).getTypeName() + " (expected: one of " + typeNames()
                    + ", or @ClientConfig(\"" + config + "=...\"))");
        }
        return serde;
    }

    private static String typeNames() {
        return BY_TYPE.keySet().stream().map(Type::getTypeName).collect(Collectors.joining(", "));
    }
}

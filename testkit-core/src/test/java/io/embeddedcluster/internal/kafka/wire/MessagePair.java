package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.wire.message.RequestHeader;
import io.embeddedcluster.internal.kafka.wire.message.ResponseHeader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * One message in both codecs: ours, and that of kafka-clients. Both are used by reflection, so that one test serves all messages.
 *
 * @param type ours
 * @param real the class in kafka-clients
 */
public record MessagePair(MessageType<?> type, Class<? extends Message> real) {

    private static final Map<Class<?>, Map<String, Method>> SETTERS = new ConcurrentHashMap<>();

    /** {@return all messages that we generate} */
    static List<MessagePair> all() {
        Stream<MessageType<?>> headers = Stream.of(RequestHeader.TYPE, ResponseHeader.TYPE);
        Stream<MessageType<?>> bodies =
                Stream.of(ApiKey.values()).flatMap(key -> Stream.of(key.request(), key.response()));
        return Stream.concat(headers, bodies).map(MessagePair::of).toList();
    }

    public static MessagePair of(MessageType<?> type) {
        try {
            return new MessagePair(
                    type,
                    Class.forName("org.apache.kafka.common.message." + type.name() + "Data")
                            .asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("kafka-clients has no " + type.name(), e);
        }
    }

    /** {@return all versions that the schema describes} */
    public List<Short> versions() {
        return IntStream.rangeClosed(type.lowestVersion(), type.highestKnownVersion())
                .mapToObj(version -> (short) version)
                .toList();
    }

    /** {@return what kafka-clients says of a version} */
    public Schema schema(short version) {
        try {
            return ((Schema[]) real.getField("SCHEMAS").get(null))[version];
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public WireMessage ours(Content content) {
        return (WireMessage) fill(type.create(), "", content);
    }

    public Message real(Content content) {
        return (Message) fill(create(real), "set", content);
    }

    public static byte[] write(WireMessage message, short version) {
        WireWriter out = new WireWriter();
        message.write(out, version);
        return out.toByteArray();
    }

    public static byte[] write(Message message, short version) {
        ByteBuffer bytes = MessageUtil.toByteBufferAccessor(message, version).buffer();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    Message newReal() {
        return (Message) create(real);
    }

    WireMessage readOurs(byte[] bytes, short version) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        WireMessage message = type.read(buffer, version);
        requireAllRead(buffer);
        return message;
    }

    Message readReal(byte[] bytes, short version) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Message message = newReal();
        message.read(new ByteBufferAccessor(buffer), version);
        requireAllRead(buffer);
        return message;
    }

    @Override
    public String toString() {
        return type.name();
    }

    private static void requireAllRead(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            throw new IllegalStateException(buffer.remaining() + " bytes were left unread");
        }
    }

    private static Object fill(Object message, String setterPrefix, Content content) {
        content.fields().forEach((name, value) -> {
            Method setter = setter(message.getClass(), setterPrefix, name);
            Class<?> type = setter.getParameterTypes()[0];
            invoke(setter, message, convert(value, type, setter, setterPrefix));
        });
        if (message instanceof WireMessage ours) {
            ours.unknownTaggedFields().addAll(content.unknown());
        } else {
            content.unknown()
                    .forEach(field -> ((Message) message)
                            .unknownTaggedFields()
                            .add(new org.apache.kafka.common.protocol.types.RawTaggedField(field.tag(), field.data())));
        }
        return message;
    }

    private static Method setter(Class<?> type, String prefix, String name) {
        Method setter =
                SETTERS.computeIfAbsent(type, MessagePair::settersByName).get(prefix + name);
        if (setter == null) {
            throw new AssertionError(type + " has no field " + name);
        }
        return setter;
    }

    private static Map<String, Method> settersByName(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getParameterCount() == 1
                        && !Modifier.isStatic(method.getModifiers())
                        && method.getReturnType() == type)
                .collect(Collectors.toMap(method -> Content.fieldName(method.getName()), method -> method));
    }

    private static @Nullable Object convert(@Nullable Object value, Class<?> type, Method setter, String setterPrefix) {
        if (value instanceof Content content) {
            return fill(create(type), setterPrefix, content);
        }
        if (value instanceof List<?> elements) {
            return convertAll(elements, type, setter, setterPrefix);
        }
        return scalar(value, type);
    }

    @SuppressWarnings("unchecked")
    private static Object convertAll(List<?> elements, Class<?> type, Method setter, String setterPrefix) {
        // An array with a key is a collection class of its own in kafka-clients; its superclass says of what.
        boolean isOwnClass = type != List.class;
        ParameterizedType parameterized =
                (ParameterizedType) (isOwnClass ? type.getGenericSuperclass() : setter.getGenericParameterTypes()[0]);
        Class<?> elementType = (Class<?>) parameterized.getActualTypeArguments()[0];
        Collection<@Nullable Object> converted =
                isOwnClass ? (Collection<@Nullable Object>) create(type) : new ArrayList<>();
        for (Object element : elements) {
            converted.add(
                    element instanceof Content content
                            ? fill(create(elementType), setterPrefix, content)
                            : scalar(element, elementType));
        }
        return converted;
    }

    private static @Nullable Object scalar(@Nullable Object value, Class<?> type) {
        if (value instanceof Uuid id && type != Uuid.class) {
            return new org.apache.kafka.common.Uuid(id.mostSignificantBits(), id.leastSignificantBits());
        }
        if (value instanceof ByteBuffer records && type != ByteBuffer.class) {
            return MemoryRecords.readableRecords(records.duplicate());
        }
        if (value instanceof byte[] bytes && type == ByteBuffer.class) {
            return ByteBuffer.wrap(bytes);
        }
        return value;
    }

    private static Object create(Class<?> type) {
        try {
            Constructor<?> constructor = type.getConstructor();
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    private static void invoke(Method method, Object target, @Nullable Object argument) {
        try {
            method.invoke(target, argument);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(method.getName() + " refuses " + argument, e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}

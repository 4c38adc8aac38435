package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the records out of one batch, refusing what is not as the format or the batch's header says. */
final class RecordReader {

    private final RecordBatch batch;

    RecordReader(RecordBatch batch) {
        this.batch = batch;
    }

    List<LogRecord> readAll() {
        int count = batch.recordCount();
        if (count < 0) {
            throw invalid("batch says it has " + count + " records");
        }
        if (count == 0) {
            return List.of();
        }
        Optional<Compression> compression = batch.compression();
        if (compression.isEmpty()) {
            // Kafka has no protocol error of its own for a compression that it does not know.
            throw new RecordFormatException(
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "batch has compression " + (batch.attributes() & RecordBatch.COMPRESSION_BITS)
                            + " (expected: 0 to 4)");
        }
        ByteBuffer payload = batch.bytes().position(RecordBatch.HEADER_BYTES).slice();
        try {
            return compression.get() == Compression.NONE
                    ? readPlain(payload, count)
                    : readCompressed(payload, count, compression.get());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new RecordFormatException(ErrorCode.INVALID_RECORD, "record has an invalid structure", e);
        }
    }

    private List<LogRecord> readPlain(ByteBuffer payload, int count) {
        List<LogRecord> records = new ArrayList<>(Math.min(count, payload.remaining()));
        for (int i = 0; i < count; i++) {
            if (!payload.hasRemaining()) {
                throw invalid("batch ends after " + i + " records (expected: " + count + ")");
            }
            int size = Varint.readInt(payload);
            if (size < 0 || size > payload.remaining()) {
                throw invalid(
                        "record has a size of " + size + " bytes (expected: at most " + payload.remaining() + ")");
            }
            records.add(readBody(payload.slice(payload.position(), size)));
            payload.position(payload.position() + size);
        }
        if (payload.hasRemaining()) {
            throw invalid("batch has " + payload.remaining() + " bytes behind its " + count + " records");
        }
        return records;
    }

    private List<LogRecord> readCompressed(ByteBuffer payload, int count, Compression compression) {
        byte[] compressed = new byte[payload.remaining()];
        payload.get(compressed);
        List<LogRecord> records = new ArrayList<>();
        try (InputStream in = compression.open(new ByteArrayInputStream(compressed))) {
            for (int i = 0; i < count; i++) {
                int size = Varint.readInt(in);
                if (size < 0) {
                    throw invalid("record has a size of " + size + " bytes");
                }
                byte[] body = in.readNBytes(size);
                if (body.length < size) {
                    throw invalid("record has a size of " + size + " bytes (expected: at most " + body.length + ")");
                }
                records.add(readBody(ByteBuffer.wrap(body).asReadOnlyBuffer()));
            }
            if (in.read() >= 0) {
                throw invalid("batch has bytes behind its " + count + " records");
            }
        } catch (EOFException e) {
            throw new RecordFormatException(
                    ErrorCode.INVALID_RECORD,
                    "batch ends after " + records.size() + " records (expected: " + count + ")",
                    e);
        } catch (IOException e) {
            // Kafka has no protocol error of its own for that either.
            throw new RecordFormatException(
                    ErrorCode.UNKNOWN_SERVER_ERROR, "batch of " + compression + " " + e.getMessage(), e);
        }
        return records;
    }

    private LogRecord readBody(ByteBuffer body) {
        body.get(); // attributes, none of which exist
        long timestamp = batch.baseTimestamp() + Varint.readLong(body);
        int offsetDelta = Varint.readInt(body);
        ByteBuffer key = readBytes(body);
        ByteBuffer value = readBytes(body);
        int headerCount = Varint.readInt(body);
        if (headerCount < 0 || headerCount > body.remaining()) {
            throw invalid("record has " + headerCount + " headers in " + body.remaining() + " bytes");
        }
        List<RecordHeader> headers = new ArrayList<>(headerCount);
        for (int i = 0; i < headerCount; i++) {
            headers.add(readHeader(body));
        }
        if (body.hasRemaining()) {
            throw invalid("record has " + body.remaining() + " bytes behind its headers");
        }
        boolean stampedByLeader = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
        int sequence = batch.baseSequence() >= 0
                ? RecordBatch.sequenceAfter(batch.baseSequence(), offsetDelta)
                : RecordBatch.NO_SEQUENCE;
        return new LogRecord(
                batch.baseOffset() + offsetDelta,
                stampedByLeader ? batch.maxTimestamp() : timestamp,
                sequence,
                key,
                value,
                headers);
    }

    private static RecordHeader readHeader(ByteBuffer body) {
        ByteBuffer key = readBytes(body);
        if (key == null) {
            throw invalid("record has a header without a name");
        }
        return new RecordHeader(StandardCharsets.UTF_8.decode(key).toString(), readBytes(body));
    }

    private static @Nullable ByteBuffer readBytes(ByteBuffer body) {
        int size = Varint.readInt(body);
        if (size < 0) {
            return null;
        }
        if (size > body.remaining()) {
            throw invalid("record has a field of " + size + " bytes (expected: at most " + body.remaining() + ")");
        }
        ByteBuffer field = body.slice(body.position(), size);
        body.position(body.position() + size);
        return field;
    }

    private static RecordFormatException invalid(String message) {
        return new RecordFormatException(ErrorCode.INVALID_RECORD, message);
    }
}

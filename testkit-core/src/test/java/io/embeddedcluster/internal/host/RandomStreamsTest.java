package io.embeddedcluster.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {

    @Test
    void givesTheSameNumbersForTheSameSeedAndName() {
        assertThat(draw(new RandomStreams(7), "election")).isEqualTo(draw(new RandomStreams(7), "election"));
        // Pinned: a change of this number changes what every published seed means.
        assertThat(new RandomStreams(7).stream("election").nextLong()).isEqualTo(2338637175202082302L);
    }

    @Test
    void givesOtherNumbersForAnotherSeedOrName() {
        assertThat(draw(new RandomStreams(7), "election"))
                .isNotEqualTo(draw(new RandomStreams(8), "election"))
                .isNotEqualTo(draw(new RandomStreams(7), "disk"))
                .isNotEqualTo(draw(new RandomStreams(7).child("election"), "election"));
    }

    @Test
    void drawingFromOneStreamShiftsNoOther() {
        RandomStreams quiet = new RandomStreams(1);
        RandomStreams busy = new RandomStreams(1);
        draw(busy, "other");
        draw(busy.child("node"), "election");

        assertThat(draw(busy, "election")).isEqualTo(draw(quiet, "election"));
    }

    @Test
    void streamGoesOnWhereItWas() {
        RandomStreams streams = new RandomStreams(1);

        assertThat(draw(streams, "disk")).isNotEqualTo(draw(streams, "disk"));
    }

    private static long[] draw(RandomStreams streams, String name) {
        return LongStream.generate(() -> streams.stream(name).nextLong())
                .limit(10)
                .toArray();
    }
}

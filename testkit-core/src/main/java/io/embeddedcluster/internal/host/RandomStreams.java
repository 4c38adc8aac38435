package io.embeddedcluster.internal.host;

import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Named, independent streams of random numbers, all from one root seed.
 *
 * <p>What a stream gives depends on the root seed and its own name only: a new consumer of randomness, or one that draws
 * more often, shifts nobody else's numbers.
 *
 * <p>Threading: one owner. {@link #child} is a pure function, so that each node is given streams of its own.
 */
public final class RandomStreams {

    private final long seed;
    private final TreeMap<String, RandomGenerator> streams = new TreeMap<>();

    /** Creates the streams that belong to the root seed. */
    public RandomStreams(long seed) {
        this.seed = seed;
    }

    /** {@return a seed that is another one at each call, in any JVM, and depends on nothing} */
    public static long freshSeed() {
        return new SplittableRandom().nextLong();
    }

    /** {@return the seed of these streams} */
    public long seed() {
        return seed;
    }

    /** Returns the stream of that name: created at first use, then the same one, which goes on where it was. */
    public RandomGenerator stream(String name) {
        return streams.computeIfAbsent(name, n -> new SplittableRandom(derive(n)));
    }

    /** Returns a family of streams of its own, as for one node. */
    public RandomStreams child(String name) {
        return new RandomStreams(derive(name + '/'));
    }

    /** The name hashed by FNV-1a, which is the same in every JVM, mixed with the seed. */
    private long derive(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return mix(mix(seed) ^ hash);
    }

    /** The finalizer of SplitMix64: neighbouring seeds become unrelated ones. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

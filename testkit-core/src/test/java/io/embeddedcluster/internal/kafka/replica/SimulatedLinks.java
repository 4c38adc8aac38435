package io.embeddedcluster.internal.kafka.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Links by name. Each keeps the order of what is sent over it; between links any order can come. */
final class SimulatedLinks {

    private final TreeMap<String, ArrayDeque<Runnable>> links = new TreeMap<>();

    void send(String link, Runnable arrival) {
        links.computeIfAbsent(link, name -> new ArrayDeque<>()).add(arrival);
    }

    /**
     * Lets the first message of one link arrive; returns the link's name, or nothing where all are empty.
     *
     * @param isOpen which links may be chosen
     */
    List<String> deliver(SplittableRandom random, Predicate<String> isOpen) {
        List<String> busy = new ArrayList<>();
        links.forEach((name, messages) -> {
            if (!messages.isEmpty() && isOpen.test(name)) {
                busy.add(name);
            }
        });
        if (busy.isEmpty()) {
            return List.of();
        }
        String link = busy.get(random.nextInt(busy.size()));
        links.getOrDefault(link, new ArrayDeque<>()).remove().run();
        return List.of(link);
    }

    /** Loses all that is under way on the link. */
    void drop(String link) {
        links.getOrDefault(link, new ArrayDeque<>()).clear();
    }
}

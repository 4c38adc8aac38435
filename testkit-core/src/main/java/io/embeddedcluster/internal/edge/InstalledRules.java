package io.embeddedcluster.internal.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules at one edge, at least one: the first that decides wins. Threading: immutable. */
public final class InstalledRules {

    private final List<Entry> entries;
    private final Consumer<Throwable> defects;

    private InstalledRules(List<Entry> entries, Consumer<Throwable> defects) {
        this.entries = List.copyOf(entries);
        this.defects = defects;
    }

    static InstalledRules with(@Nullable InstalledRules present, Entry added, Consumer<Throwable> defects) {
        List<Entry> entries = new ArrayList<>(present == null ? List.of() : present.entries);
        entries.add(added);
        return new InstalledRules(entries, defects);
    }

    static @Nullable InstalledRules without(@Nullable InstalledRules present, Entry removed) {
        if (present == null) {
            return null;
        }
        List<Entry> entries = new ArrayList<>(present.entries);
        entries.remove(removed);
        return entries.isEmpty() ? null : new InstalledRules(entries, present.defects);
    }

    /** Returns what becomes of a request. */
    public RequestVerdict onRequest(EdgeRequest request) {
        for (Entry entry : entries) {
            RequestVerdict verdict = ask(entry, request, RequestVerdict.PASS, rule -> rule.onRequest(request));
            if (!verdict.isPass()) {
                return verdict;
            }
        }
        return RequestVerdict.PASS;
    }

    /** Returns what becomes of the answer to a request. */
    public AnswerVerdict onAnswer(EdgeRequest request) {
        for (Entry entry : entries) {
            AnswerVerdict verdict = ask(entry, request, AnswerVerdict.PASS, rule -> rule.onAnswer(request));
            if (!verdict.isPass()) {
                return verdict;
            }
        }
        return AnswerVerdict.PASS;
    }

    private <V> V ask(Entry entry, EdgeRequest request, V pass, Function<RequestRule, V> question) {
        try {
            return question.apply(entry.rule);
        } catch (RuntimeException | Error e) {
            defects.accept(new IllegalStateException("rule \"" + entry.name + "\" failed on " + request, e));
            return pass;
        }
    }

    /** One installation of a rule; two of the same rule are not equal. */
    static final class Entry {

        private final String name;
        private final RequestRule rule;

        Entry(String name, RequestRule rule) {
            this.name = name;
            this.rule = rule;
        }
    }
}

package io.embeddedcluster.internal.launcher;

/** Makes of anything the one line that an answer may have. */
final class OneLine {

    private OneLine() {}

    static String of(Throwable problem) {
        String message = problem.getMessage();
        return message == null || message.isBlank() ? problem.getClass().getSimpleName() : of(message);
    }

    static String of(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}

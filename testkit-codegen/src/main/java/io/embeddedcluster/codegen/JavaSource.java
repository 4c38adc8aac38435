package io.embeddedcluster.codegen;

/** A Java file as it is being written: lines, indented by the braces that they open and close. */
final class JavaSource {

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Adds one line. A line that starts with a closing brace ends a block; one that ends with an opening brace starts one. */
    JavaSource line(String line) {
        if (line.startsWith("}")) {
            depth--;
        }
        if (!line.isEmpty()) {
            text.append("    ".repeat(depth)).append(line);
        }
        text.append('\n');
        if (line.endsWith("{")) {
            depth++;
        }
        return this;
    }

    JavaSource blank() {
        return line("");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

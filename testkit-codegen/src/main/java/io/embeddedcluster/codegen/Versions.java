package io.embeddedcluster.codegen;

/**
 * A range of message versions as schemas write it: {@code 3-13}, {@code 9+}, {@code 0}, {@code none}.
 *
 * @param lowest first version of the range
 * @param highest last version of the range; below {@code lowest} where the range is empty
 */
record Versions(int lowest, int highest) {

    static final Versions NONE = new Versions(0, -1);

    static Versions parse(String text) {
        String range = text.strip();
        if (range.equals("none")) {
            return NONE;
        }
        if (range.endsWith("+")) {
            return new Versions(Integer.parseInt(range.substring(0, range.length() - 1)), Short.MAX_VALUE);
        }
        int dash = range.indexOf('-');
        if (dash < 0) {
            int only = Integer.parseInt(range);
            return new Versions(only, only);
        }
        return new Versions(Integer.parseInt(range.substring(0, dash)), Integer.parseInt(range.substring(dash + 1)));
    }

    boolean isEmpty() {
        return highest < lowest;
    }

    boolean containsAll(Versions other) {
        return other.isEmpty() || (lowest <= other.lowest && other.highest <= highest);
    }

    Versions intersect(Versions other) {
        Versions common = new Versions(Math.max(lowest, other.lowest), Math.min(highest, other.highest));
        return common.isEmpty() ? NONE : common;
    }

    /**
     * Returns the shortest Java condition on {@code version} that is true exactly in this range, given that the version is
     * one of {@code context}.
     */
    String conditionWithin(Versions context) {
        Versions common = intersect(context);
        if (common.isEmpty()) {
            return "false";
        }
        String atLeast = common.lowest > context.lowest ? "version >= " + common.lowest : "";
        String atMost = common.highest < context.highest ? "version <= " + common.highest : "";
        if (atLeast.isEmpty() && atMost.isEmpty()) {
            return "true";
        }
        return atLeast.isEmpty() || atMost.isEmpty() ? atLeast + atMost : atLeast + " && " + atMost;
    }

    @Override
    public String toString() {
        if (isEmpty()) {
            return "none";
        }
        if (highest == Short.MAX_VALUE) {
            return lowest + "+";
        }
        return lowest == highest ? String.valueOf(lowest) : lowest + "-" + highest;
    }
}

package io.embeddedcluster.parity.operator;

import java.util.List;
import java.util.Map;

/** An answer to a four-letter word with everything that differs from run to run named instead. */
final class OperatorsText {

    private static final String SESSION = "0x[0-9a-f]{12,16}";

    /** Patterns and what stands for what they find; in order. */
    private static final List<Map.Entry<String, String>> NAMED = List.of(
            Map.entry("3\\.9\\.6-[^,]+, built on \\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2} UTC", "VERSION"),
            Map.entry("127\\.0\\.0\\.1:\\d+:\\d+:(participant|observer)", "127.0.0.1:PEER:PEER:$1"),
            // Whether clients' addresses are told is the matter of /zookeeper/config.
            Map.entry("(:participant|:observer);127\\.0\\.0\\.1:\\d+", "$1"),
            Map.entry("127\\.0\\.0\\.1:\\d+", "ADDRESS"),
            Map.entry("lzxid=0x[0-9a-f]+", "lzxid=ZXID"),
            Map.entry("Zxid: 0x[0-9a-f]+", "Zxid: ZXID"),
            Map.entry(SESSION, "SESSION"),
            Map.entry("expire at \\w{3} \\w{3} \\d{2} \\d{2}:\\d{2}:\\d{2} \\w+ \\d{4}:", "expire at DATE:"),
            Map.entry("min/avg/max: \\d+/\\d+\\.\\d+/\\d+", "min/avg/max: MILLIS"),
            Map.entry("last/min/max: \\d+/\\d+/\\d+", "last/min/max: BYTES"),
            Map.entry("(est|lresp|llat|minlat|avglat|maxlat)=\\d+", "$1=MILLIS"),
            Map.entry("(data(Log)?Dir)=/.*", "$1=PATH"),
            Map.entry("(dataDirSize|dataLogSize|serverId|clientPort|electionPort|quorumPort)=\\d+", "$1=NUMBER"),
            // Elections decide here how long servers bear with one another.
            Map.entry("(initLimit|syncLimit)=\\d+", "$1=TICKS"),
            Map.entry("(datadir_size|logdir_size): \\d+", "$1: NUMBER"),
            // The real server keeps buckets of which all sessions have moved on.
            Map.entry("(?m)^0 expire at DATE:\n", ""),
            Map.entry("Sets \\(\\d+\\)", "Sets (BUCKETS)"));

    private OperatorsText() {}

    static String of(String answer) {
        String text = answer;
        for (Map.Entry<String, String> each : NAMED) {
            text = text.replaceAll(each.getKey(), each.getValue());
        }
        return text;
    }

    /** {@return the lines in alphabetical order, for answers whose order is that of a hash table} */
    static List<String> sortedLines(String answer) {
        return of(answer).lines().sorted().toList();
    }
}

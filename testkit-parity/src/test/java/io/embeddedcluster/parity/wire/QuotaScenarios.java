package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;

import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import java.util.List;

/** Quotas: what is counted, and what is refused. */
final class QuotaScenarios {

    private QuotaScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("what quotas count", QuotaScenarios::counts),
                new Scenario("hard limits", QuotaScenarios::hardLimits),
                new Scenario("soft limits", QuotaScenarios::softLimits),
                new Scenario("nested quotas", QuotaScenarios::nested),
                new Scenario("odd quotas", QuotaScenarios::odd));
    }

    private static String stats(String subtree) {
        return "/zookeeper/quota" + subtree + "/zookeeper_stats";
    }

    private static String limits(String subtree) {
        return "/zookeeper/quota" + subtree + "/zookeeper_limits";
    }

    private static void quota(WireClient client, String subtree, String limits) throws Exception {
        client.ask(node("/zookeeper/quota" + subtree));
        client.ask(node(limits(subtree), limits, 0));
        client.ask(node(stats(subtree), "count=0,bytes=0", 0));
        client.ask(get(stats(subtree)));
    }

    private static void counts(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/q1", "12345", 0));
        a.ask(node("/q1/x", "123", 0));
        a.ask(node("/q1x", "123", 0));
        quota(a, "/q1", "count=100,bytes=1000");
        a.ask(get(limits("/q1")));
        a.ask(node("/q1/y", "12", 0));
        a.ask(get(stats("/q1")));
        a.ask(set("/q1/y", "1234567"));
        a.ask(set("/q1", "1"));
        a.ask(new SetDataRequest("/q1/x", null, -1));
        a.ask(get(stats("/q1")));
        a.ask(set("/q1/x", "12"));
        a.ask(set("/q1x", "12"));
        a.ask(delete("/q1/y"));
        a.ask(get(stats("/q1")));
        a.ask(multi(node("/q1/m", "1", 0), node("/q1/m/n", "12", 0), set("/q1/m", "123"), delete("/q1/m/n")));
        a.ask(get(stats("/q1")));
        a.ask(multi(node("/q1/o", "1", 0), delete("/q1/none")));
        a.ask(get(stats("/q1")));
        WireClient b = script.client("b");
        b.ask(node("/q1/e", "1234", EPHEMERAL));
        a.ask(get(stats("/q1")));
        b.ask(Requests.closeSession());
        a.ask(get(stats("/q1")));
        a.ask(delete(limits("/q1")));
        a.ask(node("/q1/later", "1", 0));
        a.ask(get(stats("/q1")));
        a.ask(node(limits("/q1"), "count=1,bytes=1=;byteHardLimit=2;countHardLimit=9", 0));
        a.ask(node("/q1/later2", "", 0));
        a.ask(get(stats("/q1")));
        a.ask(set(stats("/q1"), "count=7,bytes=7=;other=3;another=4"));
        a.ask(node("/q1/later3", "", 0));
        a.ask(get(stats("/q1")));
        a.ask(delete(stats("/q1")));
        a.ask(node("/q1/later4", "", 0));
        a.ask(delete(limits("/q1")));
    }

    private static void hardLimits(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/q2", "", 0));
        quota(a, "/q2", "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=3");
        a.ask(node("/q2/a", "1234", 0));
        a.ask(node("/q2/b", "12345", 0));
        a.ask(node("/q2/c", "", 0));
        a.ask(set("/q2/a", "12345"));
        a.ask(set("/q2/a", "123456"));
        a.ask(set("/q2/a", "123456", 77));
        a.ask(set("/q2", "1"));
        a.ask(set("/q2/b", ""));
        a.ask(set("/q2/a", "123456"));
        a.ask(delete("/q2/b"));
        a.ask(node("/q2/b", "12345678", 0));
        a.ask(node("/q2/b", "", EPHEMERAL));
        a.ask(node("/q2/c-", "", 2));
        a.ask(multi(node("/q2/d", "", 0)));
        a.ask(delete("/q2/b"));
        a.ask(multi(node("/q2/d", "", 0), node("/q2/e", "", 0)));
        a.ask(get(stats("/q2")));
        a.ask(multi(set("/q2/d", "123"), set("/q2/e", "123")));
        a.ask(get(stats("/q2")));
        a.ask(Requests.createTtl("/q2/f", Requests.TTL, 3_600_000));
        a.ask(set(limits("/q2"), "count=-1,bytes=-1=;byteHardLimit=100;countHardLimit=100"));
        a.ask(node("/q2/c", "", 0));
        a.ask(set(limits("/q2"), "count=-1,bytes=-1=;byteHardLimit=0;countHardLimit=0"));
        a.ask(node("/q2/g", "", 0));
        a.ask(set("/q2/c", "1"));
        a.ask(set("/q2/c", ""));
        a.ask(get(stats("/q2")));
    }

    private static void softLimits(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/q3", "", 0));
        quota(a, "/q3", "count=1,bytes=1");
        a.ask(node("/q3/a", "1234", 0));
        a.ask(set("/q3/a", "12345"));
        a.ask(get(stats("/q3")));
        a.ask(set(limits("/q3"), "count=1,bytes=1=;byteHardLimit=50;countHardLimit=2"));
        a.ask(node("/q3/b", "", 0));
        a.ask(set("/q3/a", "1234567"));
    }

    private static void nested(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/q4", "", 0));
        a.ask(node("/q4/in", "", 0));
        quota(a, "/q4", "count=-1,bytes=-1=;countHardLimit=3");
        quota(a, "/q4/in", "count=-1,bytes=-1=;countHardLimit=3");
        a.ask(node("/q4/in/a", "", 0));
        a.ask(node("/q4/in/b", "", 0));
        a.ask(node("/q4/in/c", "", 0));
        a.ask(node("/q4/a", "", 0));
        a.ask(node("/q4/b", "", 0));
        a.ask(get(stats("/q4")));
        a.ask(get(stats("/q4/in")));
        a.ask(delete(limits("/q4/in")));
        a.ask(delete("/q4/in/a"));
        a.ask(get(stats("/q4")));
        a.ask(get(stats("/q4/in")));
    }

    private static void odd(Script script) throws Exception {
        WireClient a = script.client("a");
        quota(a, "/q5", "count=2,bytes=2");
        a.ask(node("/q5", "", 0));
        a.ask(get(stats("/q5")));
        a.ask(node("/q6", "", 0));
        a.ask(node("/zookeeper/quota/q6"));
        a.ask(node(limits("/q6"), "nonsense", 0));
        a.ask(node("/q6/a", "", 0));
        a.ask(node(stats("/q6"), "", 0));
        a.ask(get(stats("/q6")));
        a.ask(node("/q6/b", "", 0));
        a.ask(node("/q6/b/c", "", 0));
        a.ask(set("/q6", "x"));
        a.ask(multi(set("/q6", "x")));
        a.ask(set(limits("/q6"), "countHardLimit=x"));
        a.ask(node("/q6/d", "", 0));
        a.ask(set(limits("/q6"), "countHardLimit="));
        a.ask(node("/q6/d", "", 0));
        a.ask(set(limits("/q6"), ""));
        a.ask(node("/q6/e", "", 0));
        a.ask(new SetDataRequest(limits("/q6"), null, -1));
        a.ask(node("/q6/f", "", 0));
        a.ask(get(stats("/q6")));
        a.ask(delete(limits("/q6")));
        a.ask(node("/q6/g", "", 0));
    }
}

package io.embeddedcluster;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.embeddedcluster.internal.engine.Condition;
import io.embeddedcluster.internal.host.RandomStreams;
import io.embeddedcluster.internal.kafka.log.ProducedRecords;
import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The rules of the design that a machine can check: who may use whom, what a node may touch of the world, and what a user
 * sees. Each failure names the class, the line and the rule.
 */
class ArchitectureTest {

    /** What nodes are made of: no clock, no randomness, no thread, no socket, no file but through their host. */
    private static final String[] NODE_CODE = {
        "io.embeddedcluster.internal.kafka..",
        "io.embeddedcluster.internal.zookeeper..",
        "io.embeddedcluster.internal.raft..",
        "io.embeddedcluster.internal.host.simulated..",
    };

    /** What a user types, or gets back. */
    private static final String[] SURFACE = {
        "io.embeddedcluster",
        "io.embeddedcluster.fault..",
        "io.embeddedcluster.history..",
        "io.embeddedcluster.check..",
    };

    /** What a cluster is to the packages above it, whatever engine runs it. */
    private static final String SEAM = "io.embeddedcluster.internal.engine";

    /** As few as this would mean that the rules looked at nothing. */
    private static final int FEWEST_CLASSES = 300;

    private static final int LONGEST_FILE_LINES = 500;

    private static final JavaClasses CORE = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void theRulesLookAtTheWholeModule() {
        assertThat(CORE).hasSizeGreaterThan(FEWEST_CLASSES);
        assertThat(CORE.contain("io.embeddedcluster.Cluster")).isTrue();
        assertThat(CORE.contain("io.embeddedcluster.internal.host.live.LiveHost"))
                .isTrue();
    }

    @Test
    void aPackageUsesOnlyThoseBelowIt() {
        classes().should(useOnlyLayersBelow()).check(CORE);
    }

    private static ArchCondition<JavaClass> useOnlyLayersBelow() {
        return new ArchCondition<>("use only packages below their own, in the order of ArchitectureLayers") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    String target =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    if (ArchitectureLayers.isOurs(target)
                            && !ArchitectureLayers.mayUse(origin.getPackageName(), target)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    @Test
    void noPackagesUseOneAnotherInACircle() {
        slices().assignedFrom(byName(
                        "packages",
                        each -> isOurs(each)
                                ? Optional.of(ArchitectureLayers.layerOf(each.getPackageName()))
                                : Optional.empty()))
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void whatUsersTypeKnowsNothingInternalButTheSeam() {
        noClasses()
                .that(resideInAnyPackage(SURFACE))
                .should()
                .dependOnClassesThat(resideInAPackage("io.embeddedcluster.internal..")
                        .and(DescribedPredicate.not(resideInAPackage(SEAM))))
                .because("an engine can be exchanged only while nobody above the seam knows ours")
                .check(CORE);
    }

    @Test
    void theProgramKnowsWhatUsersTypeAndNothingInternal() {
        noClasses()
                .that()
                .resideInAPackage("io.embeddedcluster.internal.launcher..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.embeddedcluster.internal..")
                        .and(DescribedPredicate.not(resideInAPackage("io.embeddedcluster.internal.launcher.."))))
                .check(CORE);
    }

    @Test
    void noClassesOfTheSeamUseOneAnotherInACircle() {
        slices().assignedFrom(byName(
                        "classes of the seam",
                        each -> each.getPackageName().equals(SEAM)
                                ? Optional.of(outermost(each).getSimpleName())
                                : Optional.empty()))
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    private static boolean isOurs(JavaClass each) {
        return ArchitectureLayers.isOurs(each.getPackageName());
    }

    private static JavaClass outermost(JavaClass each) {
        return each.getEnclosingClass().map(ArchitectureTest::outermost).orElse(each);
    }

    /** {@return slices by a name; a class without one is in none} */
    private static SliceAssignment byName(String description, Function<JavaClass, Optional<String>> name) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass each) {
                return name.apply(each).map(SliceIdentifier::of).orElseGet(SliceIdentifier::ignore);
            }

            @Override
            public String getDescription() {
                return description;
            }
        };
    }

    @Test
    void brokersKnowZooKeepersClientButNeitherItsServerNorConsensus() {
        DescribedPredicate<JavaClass> client = resideInAnyPackage(
                "io.embeddedcluster.internal.zookeeper.client..", "io.embeddedcluster.internal.zookeeper.wire..");
        noClasses()
                .that(resideInAPackage("io.embeddedcluster.internal.kafka.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "io.embeddedcluster.internal.zookeeper..", "io.embeddedcluster.internal.raft..")
                        .and(DescribedPredicate.not(client)))
                .check(CORE);
    }

    @Test
    void zooKeepersServerDoesNotUseItsClient() {
        noClasses()
                .that(resideInAPackage("io.embeddedcluster.internal.zookeeper.."))
                .and(DescribedPredicate.not(resideInAPackage("io.embeddedcluster.internal.zookeeper.client..")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.embeddedcluster.internal.zookeeper.client.."))
                .check(CORE);
    }

    @Test
    void nodesStandOnAnyHost() {
        noClasses()
                .that(resideInAnyPackage(
                        "io.embeddedcluster.internal.kafka..",
                        "io.embeddedcluster.internal.zookeeper..",
                        "io.embeddedcluster.internal.raft.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.embeddedcluster.internal.host.live..", "io.embeddedcluster.internal.host.simulated.."))
                .check(CORE);
    }

    @Test
    void theControllerKnowsNoMessages() {
        noClasses()
                .that()
                .resideInAPackage("io.embeddedcluster.internal.kafka.controller..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.embeddedcluster.internal.kafka.wire.."))
                .because("handlers translate between messages and what the controller is asked")
                .check(CORE);
    }

    @Test
    void theRulesOfBrokersAreDecisionsOnly() {
        classes()
                .that()
                .resideInAPackage("io.embeddedcluster.internal.kafka.rules")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.embeddedcluster.internal.kafka.rules", "java.lang..", "java.util", "org.jspecify.."))
                .because("what is decided with is handed in, and what follows is for those who ask")
                .check(CORE);
    }

    @Test
    void theRulesOfReplicationArePure() {
        classes()
                .that()
                .resideInAPackage("io.embeddedcluster.internal.kafka.replica..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.embeddedcluster.internal.kafka.replica..",
                        "io.embeddedcluster.internal.kafka.log..",
                        "io.embeddedcluster.internal.kafka.model..",
                        "io.embeddedcluster.internal.kafka.rules",
                        "java.lang..",
                        "java.util..",
                        "java.nio",
                        "org.jspecify.."))
                .because("events come in and effects go out: host, messages, znodes and images are for those who carry"
                        + " the effects out")
                .check(CORE);
    }

    @Test
    void onlyTheLiveHostReadsAClock() {
        noClasses()
                .that(areNotTheWorld())
                .should(callMethod(System.class, "nanoTime"))
                .orShould(callMethod(System.class, "currentTimeMillis"))
                .orShould(callMethodNamed("java.time", "now"))
                .orShould(dependOnClassesThat(type(Clock.class)))
                .because("time comes from the node's Clock")
                .check(CORE);
    }

    @Test
    void onlyNamedStreamsOfTheSeedAreRandom() {
        noClasses()
                .that(areNotTheWorld())
                .should(dependOnClassesThat(type(Random.class)))
                .orShould(dependOnClassesThat(type(ThreadLocalRandom.class)))
                .orShould(callMethod(Math.class, "random"))
                .orShould(callMethod(UUID.class, "randomUUID"))
                .orShould(callMethodNamed("java.util.random", "of"))
                .orShould(callMethodNamed("java.util.random", "getDefault"))
                .because("randomness comes from the host's RandomStreams")
                .check(CORE);
        noClasses()
                .that(DescribedPredicate.not(type(RandomStreams.class)))
                .should(dependOnClassesThat(type(SplittableRandom.class)))
                .check(CORE);
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage("io.embeddedcluster.internal.engine.embedded")))
                .should(callMethod(RandomStreams.class, "freshSeed"))
                .because("only the engine draws a seed where the user gives none")
                .check(CORE);
        noClasses()
                .should(dependOnClassesThat(type(SecureRandom.class)))
                .because("nothing here is secret, and loading it costs each test time")
                .check(CORE);
    }

    @Test
    void onlyTheLiveHostHasThreadsAndSockets() {
        noClasses()
                .that(areNotTheWorld())
                .should(construct(Thread.class, java.util.Timer.class))
                .orShould(callMethod(Thread.class, "sleep", long.class))
                .orShould(callMethod(Thread.class, "sleep", Duration.class))
                .orShould(callMethod(TimeUnit.class, "sleep", long.class))
                .orShould(dependOnClassesThat(type(Executors.class)))
                .orShould(dependOnClassesThat(type(ForkJoinPool.class)))
                .orShould(dependOnClassesThat(type(LockSupport.class)))
                .orShould(callMethodNamed("java.util.concurrent", "supplyAsync"))
                .orShould(callMethodNamed("java.util.concurrent", "runAsync"))
                .orShould(callMethodNamed("java.util", "parallelStream"))
                .orShould(dependOnClassesThat(resideInAPackage("java.nio.channels..")))
                .orShould(dependOnClassesThat(areIn("java.net").and(areNot(InetSocketAddress.class))))
                .check(CORE);
    }

    @Test
    void onlyTheLiveHostHasFiles() {
        noClasses()
                .that(areNotTheWorld())
                .should(dependOnClassesThat(resideInAPackage("java.nio.file..")))
                .orShould(dependOnClassesThat(areIn("java.io").and(haveNameStartingWith("File", "RandomAccessFile"))))
                .check(CORE);
    }

    @Test
    void nodesHaveNoLocksAndNoHashOrder() {
        noClasses()
                .that(resideInAnyPackage(NODE_CODE))
                .should(dependOnClassesThat(resideInAPackage("java.util.concurrent.locks..")))
                .orShould(dependOnClassesThat(areIn("java.net")))
                .orShould(callMethodNamed("java.lang.Object", "wait"))
                .because("a node is touched by one thread, and uses the network of its host")
                .check(CORE);
        noClasses()
                .that(resideInAnyPackage(NODE_CODE))
                .and(DescribedPredicate.not(type(ZnodeTree.class).or(type(SessionExpiry.class))))
                .should(construct(HashMap.class, HashSet.class, IdentityHashMap.class, ConcurrentHashMap.class))
                .because("two runs of a seed must not differ; in the two classes the map is only looked up in")
                .check(CORE);
        members()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage(NODE_CODE))
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .andShould()
                .notHaveModifier(JavaModifier.VOLATILE)
                .check(CORE);
    }

    @Test
    void coreNeverMeetsTheUsersClients() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage("io.embeddedcluster.internal.launcher.demo")))
                .should(dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "org.apache.zookeeper..")))
                .check(CORE);
    }

    @Test
    void nettyStaysInTheLiveHost() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage("io.embeddedcluster.internal.host.live..")))
                .should(dependOnClassesThat(resideInAPackage("io.netty..")))
                .check(CORE);
    }

    @Test
    void produceParsesTheBytesOfABatchOnce() {
        noClasses()
                .that(resideInAPackage("io.embeddedcluster.internal.kafka.."))
                .and(DescribedPredicate.not(type(ProducedRecords.class).or(simpleName("FetchedBatches"))))
                .should(callMethod(RecordBatch.class, "split", ByteBuffer.class))
                .because("a produced batch is parsed where its request is read, a fetched one where it is appended")
                .check(CORE);
    }

    @Test
    void userSeesNeitherNettyNorInternals() {
        members()
                .that()
                .areDeclaredInClassesThat(DescribedPredicate.not(resideInAPackage("io.embeddedcluster.internal..")))
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should(showOnlyWhatIsPublic())
                .check(CORE);
    }

    private static ArchCondition<JavaMember> showOnlyWhatIsPublic() {
        return new ArchCondition<>("show neither Netty nor internal types") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                boolean seen = member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED);
                if (seen) {
                    typesOf(member)
                            .filter(shown -> shown.getPackageName().startsWith("io.netty")
                                    || shown.getPackageName().startsWith("io.embeddedcluster.internal"))
                            .forEach(shown -> events.add(SimpleConditionEvent.violated(
                                    member, member.getFullName() + " shows " + shown.getFullName())));
                }
            }
        };
    }

    private static Stream<JavaClass> typesOf(JavaMember member) {
        Stream<JavaClass> types = member.getAllInvolvedRawTypes().stream();
        return member instanceof JavaCodeUnit unit ? Stream.concat(types, unit.getExceptionTypes().stream()) : types;
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = new ArrayList<>();
        for (JavaClass each : CORE) {
            boolean marked = each.getPackage()
                    .tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith(NullMarked.class))
                    .orElse(false);
            if (!marked && !unmarked.contains(each.getPackageName())) {
                unmarked.add(each.getPackageName());
            }
        }
        assertThat(unmarked).as("packages without @NullMarked").isEmpty();
    }

    @Test
    void noFileIsLongerThanIsReadInOneGo() throws IOException {
        List<String> tooLong = new ArrayList<>();
        int files = 0;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                files++;
                long lines = Files.readAllLines(source).size();
                if (lines > LONGEST_FILE_LINES) {
                    tooLong.add(source + ": " + lines + " lines (expected: <= " + LONGEST_FILE_LINES + ")");
                }
            }
        }
        assertThat(files).isGreaterThan(FEWEST_CLASSES / 2);
        assertThat(tooLong).isEmpty();
    }

    /** {@return all but the live host, which is the world, the launcher, a program of its own, and the wait of tests} */
    private static DescribedPredicate<JavaClass> areNotTheWorld() {
        return DescribedPredicate.not(resideInAnyPackage(
                                "io.embeddedcluster.internal.host.live..", "io.embeddedcluster.internal.launcher..")
                        .or(type(Condition.class)))
                .as("are neither of the live host nor of the launcher, nor the wait of the test's own thread");
    }

    private static DescribedPredicate<JavaClass> areIn(String packageName) {
        return resideInAPackage(packageName);
    }

    private static DescribedPredicate<JavaClass> areNot(Class<?> exception) {
        return DescribedPredicate.not(type(exception));
    }

    private static DescribedPredicate<JavaClass> haveNameStartingWith(String... prefixes) {
        return DescribedPredicate.describe("have a name that starts with " + String.join(" or ", prefixes), each -> {
            for (String prefix : prefixes) {
                if (each.getSimpleName().startsWith(prefix)) {
                    return true;
                }
            }
            return false;
        });
    }

    private static ArchCondition<JavaClass> construct(Class<?>... types) {
        return new ArchCondition<>("construct any of " + List.of(types)) {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                for (JavaConstructorCall call : origin.getConstructorCallsFromSelf()) {
                    boolean banned = Stream.of(types)
                            .anyMatch(type -> call.getTargetOwner().isEquivalentTo(type));
                    events.add(new SimpleConditionEvent(call, banned, call.getDescription()));
                }
            }
        };
    }

    /** Calls of any overload, on any class of the package. */
    private static ArchCondition<JavaClass> callMethodNamed(String packageName, String method) {
        return new ArchCondition<>("call " + packageName + ".*." + method) {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                origin.getMethodCallsFromSelf().forEach(call -> {
                    boolean banned = call.getTarget().getName().equals(method)
                            && call.getTargetOwner().getFullName().startsWith(packageName);
                    events.add(new SimpleConditionEvent(call, banned, call.getDescription()));
                });
            }
        };
    }
}

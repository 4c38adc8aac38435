package io.embeddedcluster.junit5;

import io.embeddedcluster.Cluster;
import java.lang.reflect.AnnotatedElement;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The annotation that counts for one test or class: the method's, else the class's, else that of a class around it. The
 * cluster that it asks for is in JUnit's store, which closes it.
 */
final class ClusterDeclaration {

    static final Namespace NAMESPACE = Namespace.create(EmbeddedClusterExtension.class);

    private static final String SEED_PARAMETER = "embeddedcluster.seed";

    /** One cluster of one class or method. Contexts see the entries of those around them, so the owner is in the key. */
    private record OwnKey(String owner) {}

    private record SharedKey(ClusterSpec spec) {}

    private final EmbeddedCluster annotation;
    private final AnnotatedElement element;
    private final ExtensionContext declaredBy;
    private final ExtensionContext usedBy;

    private ClusterDeclaration(
            EmbeddedCluster annotation,
            AnnotatedElement element,
            ExtensionContext declaredBy,
            ExtensionContext usedBy) {
        this.annotation = annotation;
        this.element = element;
        this.declaredBy = declaredBy;
        this.usedBy = usedBy;
    }

    /** {@return the declaration that counts here, empty where there is none} */
    static Optional<ClusterDeclaration> find(ExtensionContext usedBy) {
        Optional<ExtensionContext> context = Optional.of(usedBy);
        while (context.isPresent()) {
            ExtensionContext here = context.get();
            Optional<AnnotatedElement> element = here.getElement();
            Optional<EmbeddedCluster> annotation = AnnotationSupport.findAnnotation(element, EmbeddedCluster.class);
            if (annotation.isPresent()) {
                return Optional.of(new ClusterDeclaration(annotation.get(), element.orElseThrow(), here, usedBy));
            }
            context = here.getParent();
        }
        return Optional.empty();
    }

    /** {@return whether there is one cluster for each test method} */
    boolean isPerMethod() {
        return annotation.scope() == ClusterScope.METHOD
                && declaredBy.getTestMethod().isEmpty();
    }

    /**
     * Reads the annotation without starting anything.
     *
     * @throws ExtensionConfigurationException naming the element, the value, and what is allowed
     */
    ClusterSpec spec() {
        try {
            return ClusterSpec.of(annotation, configuredSeed());
        } catch (ExtensionConfigurationException e) {
            throw misuse(e);
        }
    }

    private long configuredSeed() {
        return usedBy.getConfigurationParameter(SEED_PARAMETER)
                .map(ClusterDeclaration::parseSeed)
                .orElse(0L);
    }

    private static long parseSeed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ExtensionConfigurationException(SEED_PARAMETER + ": \"" + text + "\" (expected: a number)", e);
        }
    }

    /**
     * Returns the cluster, which is started where it does not run yet.
     *
     * @throws ExtensionConfigurationException if there is no cluster at this place, or the annotation is wrong
     */
    Cluster cluster() {
        ClusterSpec spec = spec();
        StoredCluster stored =
                store().getOrComputeIfAbsent(key(spec), key -> new StoredCluster(start(spec)), StoredCluster.class);
        return Objects.requireNonNull(stored).cluster();
    }

    /** {@return the cluster where it was started, without starting one} */
    Optional<Cluster> runningCluster() {
        if (isPerMethod() && usedBy.getTestMethod().isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(store().get(key(spec()), StoredCluster.class))
                .map(StoredCluster::cluster);
    }

    private Cluster start(ClusterSpec spec) {
        try {
            return spec.start();
        } catch (ExtensionConfigurationException e) {
            throw misuse(e);
        }
    }

    private ExtensionConfigurationException misuse(ExtensionConfigurationException cause) {
        return new ExtensionConfigurationException("@EmbeddedCluster on " + element + ": " + cause.getMessage(), cause);
    }

    private Store store() {
        return owner().getStore(NAMESPACE);
    }

    private Object key(ClusterSpec spec) {
        return annotation.scope() == ClusterScope.SHARED ? new SharedKey(spec) : new OwnKey(owner().getUniqueId());
    }

    private ExtensionContext owner() {
        if (annotation.scope() == ClusterScope.SHARED) {
            return usedBy.getRoot();
        }
        if (!isPerMethod()) {
            return declaredBy;
        }
        if (usedBy.getTestMethod().isEmpty()) {
            throw new ExtensionConfigurationException("@EmbeddedCluster on " + element
                    + ": scope METHOD has a cluster for each test method, and none for the class as a whole"
                    + " (expected: to be used in tests, @BeforeEach and @AfterEach methods, or scope CLASS)");
        }
        return usedBy;
    }
}

package io.embeddedcluster.junit5;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.ResourceProvider.Provided;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * Starts what {@link EmbeddedCluster} asks for, and injects what tests ask for.
 *
 * <p>It keeps no state: clusters and clients are in JUnit's store, which closes the last one stored first.
 */
final class EmbeddedClusterExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    /** Constructors and instance fields see the test's own context, and so a cluster of its own where it has one. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        declaration(context).spec();
        ClusterFields.validate(context.getRequiredTestClass());
        // The cluster starts when it is asked for: where every method is disabled, nobody does.
        for (Field field : ClusterFields.ofClass(context.getRequiredTestClass())) {
            inject(context, field, null);
            close(context, () -> ClusterFields.clear(field));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        declaration(context).cluster();
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        ClusterFields.validate(testInstance.getClass());
        for (Field field : ClusterFields.ofInstance(testInstance.getClass())) {
            inject(context, field, testInstance);
        }
    }

    private static void inject(ExtensionContext context, Field field, @Nullable Object testInstance) {
        ClusterFields.set(field, testInstance, provide(context, field.getType(), field.getGenericType(), field));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return ResourceProviders.supports(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return provide(
                context,
                parameter.getParameter().getType(),
                parameter.getParameter().getParameterizedType(),
                parameter.getParameter());
    }

    private static Object provide(ExtensionContext context, Class<?> type, Type genericType, AnnotatedElement place) {
        Cluster cluster = declaration(context).cluster();
        Provided provided = ResourceProviders.of(type).provide(ResourceRequest.of(cluster, genericType, place));
        close(context, provided.closing());
        return provided.value();
    }

    private static void close(ExtensionContext context, AutoCloseable resource) {
        context.getStore(ClusterDeclaration.NAMESPACE).put(new Object(), new StoredResource(resource));
    }

    private static ClusterDeclaration declaration(ExtensionContext context) {
        return ClusterDeclaration.find(context)
                .orElseThrow(
                        () -> new ExtensionConfigurationException(
                                "there is no cluster for " + context.getDisplayName()
                                        + " (expected: @EmbeddedCluster on the class, on a class around it, or on the method)"));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withCluster(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withCluster(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withCluster(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withCluster(context, failure);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withCluster(context, failure);
    }

    private static Throwable withCluster(ExtensionContext context, Throwable failure) {
        ClusterDeclaration.find(context)
                .flatMap(ClusterDeclaration::runningCluster)
                .ifPresent(cluster -> ClusterAtFailure.attachTo(failure, cluster));
        return failure;
    }
}

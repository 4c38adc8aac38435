package io.embeddedcluster.junit5;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** The fields of a test class that are marked {@link ClusterResource}. */
final class ClusterFields {

    private ClusterFields() {}

    static List<Field> ofInstance(Class<?> testClass) {
        return find(testClass, field -> !Modifier.isStatic(field.getModifiers()));
    }

    static List<Field> ofClass(Class<?> testClass) {
        return find(testClass, field -> Modifier.isStatic(field.getModifiers()));
    }

    private static List<Field> find(Class<?> testClass, Predicate<Field> kind) {
        return AnnotationSupport.findAnnotatedFields(
                testClass, ClusterResource.class, kind, HierarchyTraversalMode.TOP_DOWN);
    }

    /**
     * Sees to it that each marked field of a class can be filled.
     *
     * @throws ExtensionConfigurationException naming the first one that cannot, and why
     */
    static void validate(Class<?> testClass) {
        for (Field field : find(testClass, any -> true)) {
            if (Modifier.isFinal(field.getModifiers())) {
                throw new ExtensionConfigurationException(
                        "@ClusterResource on " + field + ": it is final (expected: a field that can be set)");
            }
            if (!ResourceProviders.supports(field.getType())) {
                throw new ExtensionConfigurationException(
                        "@ClusterResource on " + field + ": " + ResourceProviders.unsupported(field.getType()));
            }
        }
    }

    /**
     * Puts a value into a field that has none.
     *
     * @throws ExtensionConfigurationException if the field has a value already
     */
    static void set(Field field, @Nullable Object instance, Object value) {
        try {
            field.setAccessible(true);
            if (field.get(instance) != null) {
                throw new ExtensionConfigurationException(
                        "@ClusterResource on " + field + ": it has a value already (expected: none)");
            }
            field.set(instance, value);
        } catch (IllegalAccessException e) {
            throw inaccessible(field, e);
        }
    }

    /** Empties a static field. */
    static void clear(Field field) {
        try {
            field.set(null, null);
        } catch (IllegalAccessException e) {
            throw inaccessible(field, e);
        }
    }

    private static ExtensionConfigurationException inaccessible(Field field, IllegalAccessException cause) {
        return new ExtensionConfigurationException("@ClusterResource on " + field + ": it cannot be set", cause);
    }
}

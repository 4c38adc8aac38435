package io.embeddedcluster.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field, of any visibility, that the extension fills: a static one before the first test of the class, any other
 * for each instance of the test class. The types are those of {@link EmbeddedCluster}'s parameters.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.ANNOTATION_TYPE})
public @interface ClusterResource {}

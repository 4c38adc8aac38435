package io.embeddedcluster.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Configs of the client that is injected into this parameter or field; they win over what the extension sets. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.FIELD, ElementType.ANNOTATION_TYPE})
public @interface ClientConfig {

    /** {@return configs of the client, each as {@code key=value}, as in {@code linger.ms=20}} */
    String[] value();
}

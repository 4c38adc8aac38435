/**
 * The build step that turns Kafka's message schemas into the message classes of testkit-core.
 *
 * <p>Start at {@link io.embeddedcluster.codegen.GenerateMessages}: {@link io.embeddedcluster.codegen.SchemaReader} reads a schema
 * into {@link io.embeddedcluster.codegen.MessageSchema}, {@link io.embeddedcluster.codegen.MessageEmitter} writes its class.
 * Nothing of this package is in a published jar.
 *
 * <p>Threading: one thread, from {@code main} to its end.
 */
@NullMarked
package io.embeddedcluster.codegen;

import org.jspecify.annotations.NullMarked;

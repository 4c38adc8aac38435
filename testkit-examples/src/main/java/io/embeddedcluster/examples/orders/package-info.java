/** An application as any team has one: it takes orders and sends them to Kafka. It knows nothing of the testkit. */
@NullMarked
package io.embeddedcluster.examples.orders;

import org.jspecify.annotations.NullMarked;

/**
 * What a check returns or throws. How it comes to that is internal.
 *
 * <p>Entry class: {@link io.embeddedcluster.check.CheckResult}. Threading: immutable.
 */
@NullMarked
package io.embeddedcluster.check;

import org.jspecify.annotations.NullMarked;

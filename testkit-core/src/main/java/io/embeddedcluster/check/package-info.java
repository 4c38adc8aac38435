/** Checkers, and what they return. */
@NullMarked
package io.embeddedcluster.check;

import org.jspecify.annotations.NullMarked;

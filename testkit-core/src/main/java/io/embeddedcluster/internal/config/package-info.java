/**
 * Configurations by name, as users write them: types, defaults, what is allowed, and what to say of what is not. Which
 * configurations there are stands with those who have them.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.config.ConfigValues}. Threading: everything is immutable once made.
 */
@NullMarked
package io.embeddedcluster.internal.config;

import org.jspecify.annotations.NullMarked;

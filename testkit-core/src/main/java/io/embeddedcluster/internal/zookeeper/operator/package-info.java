/**
 * What operators see of a quorum node when they send four letters instead of a request, and what is counted for them.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.zookeeper.operator.FourLetterWords}. Each word, or small group of
 * words, is a class that writes its answer from a {@link io.embeddedcluster.internal.zookeeper.operator.ServerView}. What
 * a server does to its clients is not decided here. Threading: the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.operator;

import org.jspecify.annotations.NullMarked;

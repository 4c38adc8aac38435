package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;

/** Is told of each new image. */
@FunctionalInterface
public interface MetadataListener {

    /**
     * The cluster changed. Called on the broker's event loop, once for all changes read together; the image handed in is
     * already what {@link MetadataWatcher#image()} returns.
     */
    void imageChanged(MetadataImage before, MetadataImage after);
}

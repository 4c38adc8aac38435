package io.embeddedcluster.internal.engine;

/**
 * A file with what clients have to trust.
 *
 * @param path of the file
 * @param password of the file
 * @param type of the file, as in {@code PKCS12}
 */
public record TrustedFile(String path, String password, String type) {}

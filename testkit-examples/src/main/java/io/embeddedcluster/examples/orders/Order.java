package io.embeddedcluster.examples.orders;

/**
 * One order.
 *
 * @param number counted by the service from 0
 * @param customer who ordered; orders of one customer keep their order
 */
public record Order(long number, String customer) {}

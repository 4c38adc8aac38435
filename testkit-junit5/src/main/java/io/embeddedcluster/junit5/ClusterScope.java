package io.embeddedcluster.junit5;

/** How long a cluster lives, and who uses it. */
public enum ClusterScope {
    /** One cluster for all tests of the annotated class and of the nested classes that declare none. */
    CLASS,

    /** One cluster for each test method. There is none in {@code @BeforeAll} and {@code @AfterAll} methods. */
    METHOD,

    /** One cluster for all classes and methods of the test run that ask for an equal one; closed at the end of the run. */
    SHARED
}

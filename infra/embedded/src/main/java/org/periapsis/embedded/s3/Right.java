package org.periapsis.embedded.s3;

/** What an identity may do with the objects of a bucket. Either right lets it ask whether an object is there. */
public enum Right {
    /** Get and list objects. */
    READ,
    /** Put and remove objects. */
    WRITE
}

package org.periapsis.indexer.domain.view;

/** What became of a product event. */
public sealed interface Outcome {
    /** It is the product's next revision. */
    record Won(Entry entry) implements Outcome {}

    /** It had won before, and is read again. */
    record Repeated(Head head) implements Outcome {}

    /** Another event made that revision first, or what it builds on never was. */
    record Lost(String reason) implements Outcome {}
}

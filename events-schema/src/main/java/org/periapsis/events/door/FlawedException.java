package org.periapsis.events.door;

/** Ends the way in of a value. HTTP answers it with 400, the field and the remedy. */
public final class FlawedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Flaw flaw;

    public FlawedException(Flaw flaw) {
        super(flaw.field() + ": " + flaw.detail());
        this.flaw = flaw;
    }

    public Flaw flaw() {
        return flaw;
    }
}

package org.periapsis.events.door;

import java.util.Objects;

/**
 * What is wrong with a value that wants to come in.
 *
 * @param field the part of the request, document or header that is at fault
 * @param detail what is wrong with it, a sentence without its end
 * @param remedy what its sender can do
 */
public record Flaw(String field, String detail, String remedy) {
    public Flaw {
        // A field's name may itself be what somebody sent.
        field = Text.cleaned(Objects.requireNonNull(field, "field"), 200);
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(remedy, "remedy");
    }

    public FlawedException exception() {
        return new FlawedException(this);
    }
}

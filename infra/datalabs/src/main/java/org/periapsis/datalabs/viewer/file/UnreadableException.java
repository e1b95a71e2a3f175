package org.periapsis.datalabs.viewer.file;

import java.io.IOException;

/** Something of the selection cannot be shown; the message says what is wrong in words for the person who looks. */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String remedy;

    /**
     * @param field the header keyword or the parameter at fault
     * @param remedy what the person can do
     */
    public UnreadableException(String field, String detail, String remedy) {
        super(detail);
        this.field = field;
        this.remedy = remedy;
    }

    public String field() {
        return field;
    }

    public String remedy() {
        return remedy;
    }
}

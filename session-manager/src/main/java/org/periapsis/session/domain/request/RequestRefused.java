package org.periapsis.session.domain.request;

/** A request that is not taken, with the field at fault and what to do about it. All texts are for the client. */
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What kind of refusal. */
    public enum Code {
        /** A field's value cannot be. */
        INVALID,
        /** A field selects more than is held at once. */
        TOO_LARGE,
        /** Products are not there, or not for this person. */
        PRODUCTS_NOT_AVAILABLE,
        /** The datalab is not there, not for this person, or cannot start. */
        DATALAB_NOT_AVAILABLE,
        /** The Idempotency-Key was used for something else. */
        KEY_REUSED,
        /** The state does not allow it. */
        CONFLICT,
        /** Not this person's to do. */
        FORBIDDEN,
        /** Nothing there, or nothing that this person may see. */
        NOT_FOUND,
        /** A part of the platform does not answer; nothing was taken. */
        UNAVAILABLE
    }

    private final Code code;
    private final String field;
    private final String remedy;

    /**
     * @param field path of the field at fault such as {@code resources.cores}; null for none
     * @param remedy null for none
     */
    public RequestRefused(Code code, String field, String detail, String remedy, Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.field = field;
        this.remedy = remedy;
    }

    public static RequestRefused invalid(String field, String detail, String remedy) {
        return new RequestRefused(Code.INVALID, field, detail, remedy, null);
    }

    public static RequestRefused tooLarge(String field, String detail) {
        return new RequestRefused(Code.TOO_LARGE, field, detail, "Choose fewer products", null);
    }

    public static RequestRefused unavailable(String detail, Throwable cause) {
        return new RequestRefused(Code.UNAVAILABLE, null, detail, null, cause);
    }

    public static RequestRefused notFound(String detail) {
        return new RequestRefused(Code.NOT_FOUND, null, detail, null, null);
    }

    public static RequestRefused conflict(String detail, String remedy) {
        return new RequestRefused(Code.CONFLICT, null, detail, remedy, null);
    }

    public Code code() {
        return code;
    }

    public String field() {
        return field;
    }

    public String remedy() {
        return remedy;
    }
}

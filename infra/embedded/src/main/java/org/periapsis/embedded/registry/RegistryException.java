package org.periapsis.embedded.registry;

/** A refusal with the code that Confluent's REST interface has for it. */
final class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Confluent's error codes; the first three digits are the HTTP status. */
    enum Code {
        UNAUTHORIZED(401),
        UNKNOWN_PATH(404),
        UNKNOWN_SUBJECT(40401),
        UNKNOWN_VERSION(40402),
        UNKNOWN_SCHEMA(40403),
        NO_LEVEL_OF_ITS_OWN(40408),
        INCOMPATIBLE(409),
        INVALID_REQUEST(422),
        INVALID_SCHEMA(42201),
        INVALID_VERSION(42202),
        INVALID_LEVEL(42203),
        INTERNAL(50001);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        int status() {
            return number >= 1000 ? number / 100 : number;
        }
    }

    private final Code code;

    RegistryException(Code code, String message) {
        super(message);
        this.code = code;
    }

    Code code() {
        return code;
    }
}

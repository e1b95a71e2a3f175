package org.periapsis.kit.auth;

/** The portal's word to a site's agent that a person may enter one session: a token for that session alone, of a minute. */
public final class SessionPass {
    /** Carries it from the portal to the agent, which takes it off. */
    public static final String HEADER = "Periapsis-Session-Pass";

    private SessionPass() {}

    /** @return what the token is for */
    public static String place(String sessionId) {
        return "session:" + sessionId;
    }
}

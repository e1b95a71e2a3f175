package org.periapsis.kit.auth;

/**
 * The portal's word to a site's agent about one person and one session or job: a token of a minute, for that alone. Of one
 * kind it lets the person in; the other the session-manager hands on for whom it has found that they may see the run.
 */
public final class SessionPass {
    /** Carries it to the agent, which takes it off. */
    public static final String HEADER = "Periapsis-Session-Pass";

    private SessionPass() {}

    /** @return what the token is for that lets somebody in */
    public static String place(String sessionId) {
        return "session:" + sessionId;
    }

    /** @return what the token is for by which logs and tasks of a session or job are read, and nobody enters it */
    public static String runs(String entityId) {
        return "runs:" + entityId;
    }
}

package org.periapsis.portal.adapter.http;

/** What a person sees on a session's host instead of the session, each with the way on. */
final class SessionPages {
    private SessionPages() {}

    static String outside(String way) {
        return page("You have not entered this session", "This browser is not in it, or you have signed out.", way);
    }

    static String used(String way) {
        return page("This way in was used", "It works once, within half a minute.", way);
    }

    static String notLetIn(String way) {
        return page("You may not enter this session", "Its owner lets people in, and puts them out again.", way);
    }

    static String notReady(String way, String state) {
        return page("This session is not ready", "It is " + state + ".", way);
    }

    /** @param way of ours, and so without anything to escape; a state is a word */
    private static String page(String title, String text, String way) {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"></head>
                <body><main><h1>%1$s</h1><p>%2$s</p><p><a href="%3$s">Go there from Periapsis</a></p></main></body></html>
                """
                .formatted(title, text, way);
    }
}

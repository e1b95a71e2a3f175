package org.periapsis.session.domain.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where the sources of a datalab are: {@code https} of a git repository, or an object of an S3 store. Everybody may read it. */
public final class BuildSource {
    private static final String FIELD = "source";
    private static final String FORMS = "Give https://<host>/<repository> or s3://<bucket>/<key>";
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]+");

    private BuildSource() {}

    /** @throws RequestRefused naming the field, when nothing could be built of it or it tells a secret */
    public static String checked(String source) {
        if (!PRINTABLE.matcher(source).matches()) {
            throw refused("It has a space, a control character or one that is not ASCII", "Percent-encode it");
        }
        URI uri = parsed(source);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("s3")) {
            throw refused("Nothing is built from there", FORMS);
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0) {
            throw refused("It has a user or a password in it, which everybody would read", "Leave them out");
        }
        String path = uri.getRawPath();
        if (uri.getHost() == null || path == null || path.length() < 2) {
            throw refused("It names no " + (scheme.equals("s3") ? "bucket and key" : "host and repository"), FORMS);
        }
        return source;
    }

    private static URI parsed(String source) {
        try {
            return new URI(source);
        } catch (URISyntaxException e) {
            throw refused("It is no URL", FORMS);
        }
    }

    private static RequestRefused refused(String detail, String remedy) {
        return RequestRefused.invalid(FIELD, detail, remedy);
    }
}

package org.periapsis.portal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Requests with whatever Host is wanted, which clients write themselves. */
final class RawHttp {
    private final TestPortal portal;

    /** An answer; header names in lower case, in their order. */
    record Answer(int status, List<String[]> headers, String body) {
        List<String> all(String name) {
            return headers.stream()
                    .filter(each -> each[0].equals(name))
                    .map(each -> each[1])
                    .toList();
        }

        Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }
    }

    RawHttp(TestPortal portal) {
        this.portal = portal;
    }

    /** @param headers names and values by turns */
    Answer send(String host, String method, String target, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return parse(portal.raw(request.append("Connection: close\r\n\r\n").toString()));
    }

    static Answer parse(String text) {
        int cut = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, cut).split("\r\n", -1);
        List<String[]> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.add(new String[] {
                lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                lines[i].substring(colon + 1).strip()
            });
        }
        return new Answer(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, text.substring(cut + 4));
    }
}

package org.periapsis.datalabs.viewer;

import java.util.List;
import java.util.Locale;
import org.periapsis.datalabs.viewer.Library.Entry;
import org.periapsis.datalabs.viewer.Library.Unit;

/** The viewer's page as HTML, with relative links only, so that it works below any path. */
final class Page {

    private static final String STYLE =
            """
            body{margin:0;font:15px/1.45 system-ui,sans-serif;color:#e8eaf0;background:#12141c;display:flex;min-height:100vh}
            nav{width:21rem;flex:none;background:#1a1d29;padding:1rem;box-sizing:border-box;overflow:auto}
            main{flex:1;padding:1rem 1.5rem;min-width:0}
            a{color:#9cc4ff;text-decoration:none}a:hover{text-decoration:underline}
            nav a{display:block;padding:.25rem .4rem;border-radius:.3rem}nav a[aria-current]{background:#2b3350;color:#fff}
            small{color:#9aa3b8}img{max-width:100%;image-rendering:pixelated;background:#000;display:block;margin:.8rem 0}
            pre{background:#1a1d29;padding:.8rem;overflow:auto;font-size:12.5px}h1{font-size:1.15rem;margin:.2rem 0 .8rem}
            .choices a{margin-right:.9rem}.choices a[aria-current]{color:#fff;font-weight:600}
            """;

    private Page() {}

    /** What is shown: a file, a unit of it, a plane of that, and how bright. */
    record Choice(int file, int unit, int plane, String stretch) {

        String query() {
            return "?file=" + file + "&amp;hdu=" + unit + "&amp;plane=" + plane + "&amp;stretch=" + escaped(stretch);
        }
    }

    static String of(List<Entry> entries, List<Unit> units, Choice choice, String problem) {
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.append("<meta name=\"viewport\" content=\"width=device-width\"><title>Viewer</title><style>");
        html.append(STYLE).append("</style></head><body><nav><h1>Selection</h1>");
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            html.append("<a href=\"?file=")
                    .append(i)
                    .append('"')
                    .append(current(i == choice.file()))
                    .append('>');
            html.append(escaped(String.valueOf(entry.path().getFileName()))).append("<br><small>");
            html.append(escaped(caption(entry))).append("</small></a>");
        }
        html.append("</nav><main>");
        if (entries.isEmpty()) {
            html.append("<h1>The selection is empty</h1>");
        } else if (!problem.isEmpty()) {
            html.append("<h1>This file cannot be shown</h1><p>")
                    .append(escaped(problem))
                    .append("</p>");
        } else {
            unit(html, units, choice);
        }
        return html.append("</main></body></html>").toString();
    }

    private static void unit(StringBuilder html, List<Unit> units, Choice choice) {
        html.append("<p class=\"choices\">");
        for (Unit unit : units) {
            Choice other = new Choice(choice.file(), unit.number(), 0, choice.stretch());
            link(html, other, unit.number() + " " + unit.name(), unit.number() == choice.unit());
        }
        html.append("</p>");
        Unit unit = units.get(choice.unit());
        if (unit.picture()) {
            html.append("<p class=\"choices\">");
            for (String name : List.of("zscale", "p99", "minmax")) {
                Choice other = new Choice(choice.file(), choice.unit(), choice.plane(), name);
                link(html, other, name, name.equals(choice.stretch()));
            }
            if (unit.planes() > 1) {
                planes(html, unit, choice);
            }
            html.append("</p><img alt=\"").append(escaped(unit.name())).append("\" src=\"image.png");
            html.append(choice.query()).append("\">");
        }
        html.append("<pre>");
        unit.cards().forEach(card -> html.append(escaped(card)).append('\n'));
        html.append("</pre>");
    }

    private static void planes(StringBuilder html, Unit unit, Choice choice) {
        html.append("<small>plane ")
                .append(choice.plane() + 1)
                .append(" of ")
                .append(unit.planes())
                .append("</small> ");
        for (int step : new int[] {-1, 1}) {
            int plane = choice.plane() + step;
            if (plane >= 0 && plane < unit.planes()) {
                Choice other = new Choice(choice.file(), choice.unit(), plane, choice.stretch());
                link(html, other, step < 0 ? "previous" : "next", false);
            }
        }
    }

    private static void link(StringBuilder html, Choice choice, String text, boolean chosen) {
        html.append("<a href=\"")
                .append(choice.query())
                .append('"')
                .append(current(chosen))
                .append('>');
        html.append(escaped(text)).append("</a>");
    }

    private static String current(boolean chosen) {
        return chosen ? " aria-current=\"page\"" : "";
    }

    private static String caption(Entry entry) {
        String target = entry.product().text("target_name").orElse("");
        String place = entry.product().number("s_ra").isPresent()
                        && entry.product().number("s_dec").isPresent()
                ? String.format(
                        Locale.ROOT,
                        "%.4f %+.4f",
                        entry.product().number("s_ra").get(),
                        entry.product().number("s_dec").get())
                : "";
        return (entry.product().text("obs_collection").orElse("") + " " + target + " " + place).strip();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

package org.periapsis.datalabs.viewer.http;

import java.io.IOException;
import java.util.Map;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.datalabs.viewer.image.Images;

/** Which answer belongs to which path below the base path. */
final class Routes {
    private final FileAnswers files;
    private final ImageAnswers images;
    private final TableAnswers tables;

    Routes(Library library, Images images) {
        this.files = new FileAnswers(library);
        this.images = new ImageAnswers(library, images);
        this.tables = new TableAnswers(library);
    }

    Answer answer(Question question) throws IOException {
        try {
            return routed(question);
        } catch (UnreadableException unreadable) {
            return Answer.problem(
                    "unreadable", Answer.UNREADABLE, unreadable.getMessage(), unreadable.field(), unreadable.remedy());
        } catch (OutOfMemoryError exhausted) {
            return Answer.problem(
                    "too-large",
                    Answer.UNREADABLE,
                    "This takes more memory than the session has",
                    "memory",
                    "Ask for a session with more memory, or open the file in a notebook");
        }
    }

    private Answer routed(Question question) throws IOException {
        return switch (question.part(0)) {
            case "api" -> Answer.json(Map.of("version", "1.0.0"));
            case "" -> Assets.of("index.html");
            case "page" ->
                Assets.of(String.join(
                        "/", question.parts().subList(1, question.parts().size())));
            case "choices" -> ImageAnswers.choices();
            case "files" -> question.parts().size() == 1 ? files.selection() : file(question);
            default -> Answer.notFound();
        };
    }

    private Answer file(Question question) throws IOException {
        int file = question.number(1, "file");
        return switch (question.part(2)) {
            case "" -> files.units(file);
            case "cards" -> files.cards(file, question);
            case "thumbnail.png" -> images.thumbnail(file);
            case "units" -> unit(question, file, question.number(3, "unit"));
            default -> Answer.notFound();
        };
    }

    private Answer unit(Question question, int file, int unit) throws IOException {
        return switch (question.part(4)) {
            case "image" -> images.image(file, unit);
            case "line" -> images.line(file, unit, question);
            case "locate" -> images.locate(file, unit, question);
            case "overlay" -> images.overlay(file, unit);
            case "sources" -> images.sources(file, unit, question);
            case "planes" -> plane(question, file, unit, question.number(5, "plane"));
            case "table" -> tables.table(file, unit);
            case "rows" -> tables.rows(file, unit, question);
            case "plot" -> tables.plot(file, unit, question);
            default -> Answer.notFound();
        };
    }

    private Answer plane(Question question, int file, int unit, int plane) throws IOException {
        return switch (question.part(6)) {
            case "" -> images.plane(file, unit, plane);
            case "tiles" -> images.tile(file, unit, plane, question);
            case "probe" -> images.probe(file, unit, plane, question);
            case "spectrum" -> images.spectrum(file, unit, plane, question);
            default -> Answer.notFound();
        };
    }
}

package org.periapsis.kit.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.events.door.Flaw;

/**
 * Reads JSON within bounds: nesting, lengths of texts, names and numbers. Of two fields of one name in an object one reader takes
 * the first and another the last, so it is refused. A refusal has a {@link org.periapsis.events.door.FlawedException} as its
 * cause.
 */
public final class BoundedJsonCodec extends DatabindCodec {
    static final int DEEPEST = 100;
    static final int LONGEST_TEXT = 16 << 20;

    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_NUMBER = 100;
    private static final Pattern DUPLICATE = Pattern.compile("^Duplicate [Ff]ield '(.*?)'", Pattern.DOTALL);

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    @Override
    public <T> T fromString(String json, Class<T> type) {
        return read(() -> JSON.createParser(json), type);
    }

    @Override
    public <T> T fromBuffer(Buffer json, Class<T> type) {
        return read(() -> JSON.createParser(json.getBytes()), type);
    }

    @Override
    public Object fromString(String json) {
        return fromString(json, Object.class);
    }

    @Override
    public Object fromBuffer(Buffer json) {
        return fromBuffer(json, Object.class);
    }

    /** Begins to read. */
    private interface Source {
        JsonParser open() throws IOException;
    }

    private static <T> T read(Source source, Class<T> type) {
        try (JsonParser parser = source.open()) {
            return fromParser(parser, type);
        } catch (DecodeException e) {
            throw explained(e);
        } catch (IOException e) {
            throw new DecodeException(e.getMessage(), e);
        }
    }

    private static DecodeException explained(DecodeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamConstraintsException) {
                return because(
                        failure,
                        new Flaw(
                                "body",
                                "The JSON is nested too deep, or has too long a text, name or number",
                                "Send it smaller"));
            }
            Matcher duplicate = DUPLICATE.matcher(String.valueOf(cause.getMessage()));
            if (duplicate.find()) {
                return because(failure, new Flaw(duplicate.group(1), "It is given more than once", "Give it once"));
            }
        }
        return failure;
    }

    private static DecodeException because(DecodeException failure, Flaw flaw) {
        DecodeException explained = new DecodeException(flaw.detail(), flaw.exception());
        explained.addSuppressed(failure);
        return explained;
    }
}

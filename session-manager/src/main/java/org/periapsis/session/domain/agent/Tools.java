package org.periapsis.session.domain.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the site has of what datalabs need: a Python environment, a JDK. */
public interface Tools {

    /** Whether a need, by the word that descriptors use, can be met now. */
    Answer answer(String need);

    /** Files that every home gets when it has none of that name. */
    List<Path> starters();

    /** The answer. */
    sealed interface Answer {}

    /**
     * It is there.
     *
     * @param values for the command's placeholders
     * @param path directories for the program's PATH
     * @param installed what the program must see
     */
    record Have(Map<String, String> values, List<Path> path, List<Path> installed) implements Answer {}

    /**
     * It is not.
     *
     * @param reason for people, with how far it has come
     * @param prepareSeconds until it may be; empty when it will not be
     */
    record Lack(String reason, OptionalDouble prepareSeconds) implements Answer {}
}

package org.periapsis.datalabs.selection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The inputs of a run, read from its {@code selection.json}: an object whose {@code products} each hold ObsCore terms and
 * {@code files} with a {@code path} relative to the selection.
 *
 * @param products the inputs in the order of the selection
 */
public record Selection(List<Product> products) {

    public Selection {
        products = List.copyOf(products);
    }

    /**
     * One input.
     *
     * @param terms ObsCore terms by name; values are strings, numbers, booleans or null
     * @param files where its files are on this machine
     */
    public record Product(Map<String, Object> terms, List<Path> files) {

        public Product {
            files = List.copyOf(files);
        }

        /** The product's id. */
        public String id() {
            return text("obs_publisher_did").orElse("");
        }

        /** A term's value as text; empty when it is absent or null. */
        public Optional<String> text(String term) {
            return Optional.ofNullable(terms.get(term)).map(Object::toString);
        }

        /** A term's value as a number; empty when it is absent, null or no number. */
        public Optional<Double> number(String term) {
            return terms.get(term) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
        }
    }

    /**
     * Reads a selection.
     *
     * @throws IOException when it is not readable or not of this form
     */
    public static Selection read(Path file) throws IOException {
        if (!(Json.read(Files.readString(file)) instanceof Map<?, ?> root)
                || !(root.get("products") instanceof List<?> listed)) {
            throw new IOException(file + " holds no list of products");
        }
        List<Product> products = new ArrayList<>();
        for (Object entry : listed) {
            products.add(product(file.toAbsolutePath().getParent(), entry));
        }
        return new Selection(products);
    }

    private static Product product(Path folder, Object entry) throws IOException {
        if (!(entry instanceof Map<?, ?> map)) {
            throw new IOException("A product of the selection is no object: " + entry);
        }
        Map<String, Object> terms = new java.util.LinkedHashMap<>();
        List<Path> files = new ArrayList<>();
        map.forEach((name, value) -> terms.put(String.valueOf(name), value));
        if (terms.remove("files") instanceof List<?> listed) {
            for (Object each : listed) {
                if (each instanceof Map<?, ?> description && description.get("path") instanceof String path) {
                    files.add(folder.resolve(path));
                }
            }
        }
        return new Product(terms, files);
    }
}

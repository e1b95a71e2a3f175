package org.periapsis.session.domain.request;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.periapsis.events.DataRights;
import org.periapsis.events.Wish;
import org.periapsis.events.door.Text;

/**
 * What a body asks for, as it came; null where it says nothing. One shape for sessions, jobs and previews, which have most
 * fields in common.
 *
 * @param leaseS seconds; sessions
 * @param site sessions
 * @param batch jobs
 */
public record Ask(
        String name,
        String datalab,
        String version,
        Selection selection,
        Double cores,
        Long memoryMib,
        Integer gpus,
        String wish,
        String site,
        Long leaseS,
        String team,
        Batch batch) {
    private static final Pattern SITE = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern DATALAB = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** What only a job has. */
    public record Batch(
            List<String> command, Map<String, String> parameters, Integer maxAttempts, String outputRights) {}

    /** @return this, when every field can be; the first that cannot is refused */
    public Ask checked(RequestLimits limits) {
        if (name != null) {
            Text.NAME.flaw("name", name).ifPresent(flaw -> {
                throw RequestRefused.invalid(flaw.field(), flaw.detail(), flaw.remedy());
            });
        }
        if (datalab == null || !DATALAB.matcher(datalab).matches()) {
            throw RequestRefused.invalid("datalab.id", "This is not a datalab's id", "See GET /datalabs");
        }
        if (site != null && !SITE.matcher(site).matches()) {
            throw RequestRefused.invalid("site", "This is not a site's id", "See GET /sites, or leave it out");
        }
        if (leaseS != null && (leaseS < limits.leaseMinS() || leaseS > limits.leaseMaxS())) {
            throw RequestRefused.invalid(
                    "lease_s",
                    "A lease of " + leaseS + " s cannot be",
                    "Ask for " + limits.leaseMinS() + " to " + limits.leaseMaxS() + " s; it can be renewed");
        }
        wanted();
        checkNeed(limits);
        if (batch != null) {
            checkBatch(limits);
        }
        return new Ask(
                name == null ? null : Text.NAME.of("name", name),
                datalab,
                version,
                selection.checked(limits),
                cores,
                memoryMib,
                gpus,
                wish,
                site,
                leaseS,
                team,
                batch);
    }

    /** @return the wish; to read remotely when the body says nothing */
    public Wish wanted() {
        return wish == null ? Wish.REMOTE : oneOf(Wish.class, Wish.UNKNOWN, "wish", wish);
    }

    /** @return who may read a job's outputs; the owner and the team when the body says nothing */
    public DataRights rights() {
        return batch == null || batch.outputRights() == null
                ? DataRights.PROPRIETARY
                : oneOf(DataRights.class, DataRights.UNKNOWN, "output_rights", batch.outputRights());
    }

    /** @return what it gets: as asked, otherwise as the datalab says but no less than a run may have, otherwise the platform's default */
    public Need need(Need datalabs, RequestLimits limits) {
        Need base = datalabs == null ? limits.need() : datalabs.atLeast(limits.least());
        return new Need(
                cores == null ? base.cores() : cores,
                memoryMib == null ? base.memoryMib() : memoryMib,
                gpus == null ? base.gpus() : gpus);
    }

    private void checkNeed(RequestLimits limits) {
        Need least = limits.least();
        Need most = limits.most();
        // Written so that NaN fails too.
        if (cores != null && !(cores >= least.cores() && cores <= most.cores())) {
            throw between("resources.cores", String.valueOf(least.cores()), most.cores() + " cores");
        }
        if (memoryMib != null && !(memoryMib >= least.memoryMib() && memoryMib <= most.memoryMib())) {
            throw between("resources.memory_mib", String.valueOf(least.memoryMib()), most.memoryMib() + " MiB");
        }
        if (gpus != null && !(gpus >= least.gpus() && gpus <= most.gpus())) {
            throw between("resources.gpus", String.valueOf(least.gpus()), most.gpus() + " GPUs");
        }
    }

    private void checkBatch(RequestLimits limits) {
        if (batch.maxAttempts() != null && (batch.maxAttempts() < 1 || batch.maxAttempts() > limits.attempts())) {
            throw between("max_attempts", "1", String.valueOf(limits.attempts()));
        }
        if (batch.command() != null
                && (batch.command().isEmpty() || batch.command().size() > 200)) {
            throw RequestRefused.invalid(
                    "command",
                    "The command is empty or too long",
                    "Give the program and its arguments, or leave it out");
        }
        if (batch.parameters().size() > 200) {
            throw RequestRefused.invalid("parameters", "More than 200 parameters", "Put them in a product instead");
        }
        rights();
    }

    private static RequestRefused between(String field, String least, String most) {
        return RequestRefused.invalid(
                field, "This amount cannot be had", "Ask for " + least + " and at most " + most + ", or leave it out");
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, E unknown, String field, String text) {
        for (E value : type.getEnumConstants()) {
            if (value != unknown && value.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        StringBuilder known = new StringBuilder();
        for (E value : type.getEnumConstants()) {
            if (value != unknown) {
                known.append(known.isEmpty() ? "" : ", ").append(value.name().toLowerCase(Locale.ROOT));
            }
        }
        throw RequestRefused.invalid(field, "There is no " + field + " called " + text, "Use one of " + known);
    }
}

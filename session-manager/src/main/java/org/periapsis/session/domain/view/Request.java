package org.periapsis.session.domain.view;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.events.BuildRequested;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Resources;
import org.periapsis.events.SessionRequested;

/**
 * What was asked for, as it stands on the log. Memory in MiB, lease in seconds; fields that a kind does not have are null.
 *
 * @param stamp where the request stands
 * @param authority the scheduler that may decide
 * @param shards holder-set summary of the inputs, in manifest order
 */
public record Request(
        Stamp stamp,
        String authority,
        String name,
        String datalab,
        String version,
        Manifest manifest,
        List<ShardSummary> shards,
        Need need,
        String wish,
        String site,
        Long leaseS,
        Batch batch) {

    /** A list of products kept outside the log. */
    public record Manifest(String uri, String sha256, int count, long bytes) {
        static Manifest of(ManifestRef ref) {
            return ref == null ? null : new Manifest(ref.getUri(), ref.getSha256(), ref.getCount(), ref.getBytes());
        }
    }

    /** Consecutive manifest entries with the same holders. */
    public record ShardSummary(List<String> holders, int first, int count, long bytes) {}

    /** Resources: cores, memory in MiB, GPUs. */
    public record Need(double cores, long memoryMib, int gpus) {
        static Need of(Resources resources) {
            return new Need(resources.getCores(), resources.getMemoryMib(), resources.getGpus());
        }
    }

    /** What only a job has. */
    public record Batch(List<String> command, Map<String, String> parameters, int maxAttempts, String outputRights) {}

    static Request of(SessionRequested event, Stamp stamp) {
        return new Request(
                stamp,
                event.getAuthority(),
                event.getName(),
                event.getDatalab().getId(),
                event.getDatalab().getVersion(),
                Manifest.of(event.getManifest()),
                shards(event.getShards()),
                Need.of(event.getResources()),
                event.getWish().name(),
                event.getSite(),
                event.getLeaseS(),
                null);
    }

    static Request of(JobSubmitted event, Stamp stamp) {
        Batch batch = new Batch(
                event.getCommand(),
                new TreeMap<>(event.getParameters()),
                event.getMaxAttempts(),
                event.getOutputRights().name());
        return new Request(
                stamp,
                event.getAuthority(),
                event.getName(),
                event.getDatalab().getId(),
                event.getDatalab().getVersion(),
                Manifest.of(event.getManifest()),
                shards(event.getShards()),
                Need.of(event.getResources()),
                event.getWish().name(),
                null,
                null,
                batch);
    }

    static Request of(BuildRequested event, Stamp stamp) {
        return new Request(
                stamp,
                event.getAuthority(),
                event.getSource(),
                event.getDatalabId(),
                event.getVersion(),
                null,
                List.of(),
                Need.of(event.getResources()),
                null,
                null,
                null,
                null);
    }

    private static List<ShardSummary> shards(List<org.periapsis.events.Shard> shards) {
        return shards.stream()
                .map(s -> new ShardSummary(
                        List.copyOf(s.getHolders()),
                        s.getEntries().getFirst(),
                        s.getEntries().getCount(),
                        s.getBytes()))
                .toList();
    }
}

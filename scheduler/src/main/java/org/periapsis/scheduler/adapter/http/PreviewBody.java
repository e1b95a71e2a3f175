package org.periapsis.scheduler.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.IndexRange;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.Shard;
import org.periapsis.events.Wish;
import org.periapsis.events.door.Numbers;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.scheduler.domain.Ask;

/** Reads what would be asked for, as the session-manager resolves it. The contract has checked its shape. */
final class PreviewBody {
    private static final UUID NOBODY = new UUID(0, 0);

    private PreviewBody() {}

    static Ask ask(JsonObject body, Caller caller) {
        List<Shard> shards = shards(body.getJsonArray("shards", new JsonArray()));
        int count = shards.stream().mapToInt(s -> s.getEntries().getCount()).sum();
        long bytes = Numbers.sum(shards.stream().mapToLong(Shard::getBytes));
        ManifestRef manifest = new ManifestRef("", "", count, bytes);
        JsonObject datalab = body.getJsonObject("datalab");
        boolean job = body.getString("kind", "session").equals("job");
        DatalabRef ref = new DatalabRef(
                datalab.getString("id"), datalab.getString("version"), job ? DatalabKind.BATCH : DatalabKind.SESSION);
        String team = body.getString(
                "team", caller.teams().isEmpty() ? "" : caller.teams().get(0));
        Wish wish = Wish.valueOf(body.getString("wish", "remote").toUpperCase(Locale.ROOT));
        Resources resources = resources(body.getJsonObject("resources"));
        if (job) {
            return new Ask.OfJob(JobSubmitted.newBuilder()
                    .setJobId(NOBODY)
                    .setOwner(owner(body, caller))
                    .setTeam(team)
                    .setAuthority("")
                    .setName("preview")
                    .setDatalab(ref)
                    .setManifest(manifest)
                    .setShards(shards)
                    .setResources(resources)
                    .setWish(wish)
                    .setMaxAttempts(1)
                    .build());
        }
        return new Ask.OfSession(SessionRequested.newBuilder()
                .setSessionId(NOBODY)
                .setOwner(owner(body, caller))
                .setTeam(team)
                .setAuthority("")
                .setName("preview")
                .setDatalab(ref)
                .setManifest(manifest)
                .setShards(shards)
                .setResources(resources)
                .setWish(wish)
                .setSite(body.getString("site"))
                .setLeaseS(body.getLong("lease_s", 0L))
                .build());
    }

    private static Owner owner(JsonObject body, Caller caller) {
        JsonObject owner = body.getJsonObject("owner");
        return owner == null
                ? new Owner(caller.issuer(), caller.subject())
                : new Owner(owner.getString("issuer"), owner.getString("subject"));
    }

    private static Resources resources(JsonObject json) {
        return new Resources(json.getDouble("cores"), json.getLong("memory_mib"), json.getInteger("gpus", 0));
    }

    /** A shard without {@code first} follows the one before it. */
    private static List<Shard> shards(JsonArray json) {
        List<Shard> shards = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < json.size(); i++) {
            JsonObject shard = json.getJsonObject(i);
            int first = shard.getInteger("first", next);
            int count = shard.getInteger("count");
            if (first < next) {
                throw Problem.badRequest(
                                "shards[" + i + "].first",
                                "The shard begins before the end of the one before it",
                                "Give shards in the manifest's order")
                        .exception();
            }
            if (count > Integer.MAX_VALUE - first) {
                throw Problem.badRequest(
                                "shards[" + i + "].count",
                                "The shard ends beyond any manifest",
                                "Give shards of one manifest")
                        .exception();
            }
            next = first + count;
            List<String> holders =
                    shard.getJsonArray("holders").stream().map(String::valueOf).toList();
            shards.add(new Shard(
                    holders,
                    new IndexRange(first, count),
                    Numbers.whole("shards[" + i + "].bytes", shard.getValue("bytes"), 0, Numbers.LARGEST_SUM)));
        }
        return shards;
    }
}

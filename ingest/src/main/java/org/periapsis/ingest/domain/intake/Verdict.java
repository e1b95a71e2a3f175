package org.periapsis.ingest.domain.intake;

import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaKind;
import org.periapsis.events.id.DerivedId;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;

/**
 * What is to be done with a draft.
 *
 * @param outcome new, revised or repeated
 * @param productId under which the bytes are known now; of a repeat it may differ from the draft's
 * @param product event to write, of what is new
 * @param replica event to write once the product holds; empty when the draft's stored objects are not needed
 * @param known what is revised or repeated, as it was
 */
public record Verdict(
        Outcome outcome,
        String productId,
        int revision,
        Optional<Fact> product,
        Optional<Fact> replica,
        Optional<Known> known) {
    /** How a draft ends. */
    public enum Outcome {
        INGESTED,
        REVISED,
        REPEATED
    }

    /** @return true when there is nothing to write: a plain repeat */
    boolean plain() {
        return product.isEmpty() && replica.isEmpty();
    }

    /** Whether the draft's stored objects are on the log now; otherwise they may be removed. */
    public boolean usesObjects() {
        return replica.isPresent();
    }

    /** The same where another copy at this site was first. */
    Verdict withoutReplica() {
        return new Verdict(outcome, productId, revision, product, Optional.empty(), known);
    }

    /** Who could read what is revised. */
    public Optional<Readers> before() {
        return known.filter(k -> outcome == Outcome.REVISED).flatMap(Known::readers);
    }

    /**
     * Decides by what is known.
     *
     * @throws RefusedException TOO_LARGE if no event could name all of its files; CONFLICT if the id is another's, or its revision is not the expected one
     */
    static Verdict of(Draft draft, Optional<Known> byId, Optional<Known> byContent, String site) {
        Optional<Known> same = byId.filter(
                        k -> k.manifestSha256().equals(draft.content().manifestSha256()))
                .or(() -> draft.idGiven() || byId.isPresent() ? Optional.empty() : byContent);
        if (!draft.content().fitsAnEvent()) {
            throw tooLarge(
                    "files",
                    "its files are too many, or their names too long, for one event to name them all",
                    "pack them into fewer files with shorter names");
        }
        if (byId.isPresent() && !byId.get().archive().equals(draft.origin().archive())) {
            throw conflict("obs_publisher_did", "the id belongs to another archive", "choose an id of your own");
        }
        if (draft.expectedRevision().isPresent()) {
            return revised(draft, byId, site);
        }
        if (same.isPresent()) {
            return repeated(draft, same.get(), site);
        }
        if (byId.isPresent()) {
            throw conflict(
                    "obs_publisher_did",
                    "the id is taken by other bytes, at revision " + byId.get().revision(),
                    "to replace them send If-Match: \"" + byId.get().revision()
                            + "\"; otherwise choose another name or obs_publisher_did");
        }
        return ingested(draft, site);
    }

    private static Verdict ingested(Draft d, String site) {
        ProductIngested event = ProductIngested.newBuilder()
                .setProductId(d.productId())
                .setRevision(1)
                .setArchive(d.origin().archive())
                .setSite(site)
                .setObscore(d.obscore())
                .setFiles(d.content().files())
                .setManifestSha256(d.content().manifestSha256())
                .setSize(d.content().size())
                .setIntake(d.origin().intake())
                .setOwner(d.origin().owner().orElse(null))
                .setTeam(d.origin().team().orElse(null))
                .setProvenance(d.origin().provenance().orElse(null))
                .build();
        return of(Outcome.INGESTED, d, 1, event, site, Optional.empty());
    }

    private static Verdict revised(Draft d, Optional<Known> byId, String site) {
        int expected = d.expectedRevision().orElseThrow();
        if (byId.isEmpty() || byId.get().revision() != expected) {
            throw conflict(
                    "If-Match",
                    byId.map(k -> "the product is at revision " + k.revision()).orElse("there is no such product")
                            + ", not at " + expected,
                    "look at the newest revision and decide again");
        }
        ProductRevised event = ProductRevised.newBuilder()
                .setProductId(d.productId())
                .setRevision(expected + 1)
                .setExpectedRevision(expected)
                .setArchive(d.origin().archive())
                .setSite(site)
                .setObscore(d.obscore())
                .setFiles(d.content().files())
                .setManifestSha256(d.content().manifestSha256())
                .setSize(d.content().size())
                .setIntake(d.origin().intake())
                .setOwner(d.origin().owner().orElse(null))
                .setTeam(d.origin().team().orElse(null))
                .setProvenance(d.origin().provenance().orElse(null))
                .build();
        return of(Outcome.REVISED, d, expected + 1, event, site, byId);
    }

    private static Verdict of(
            Outcome outcome,
            Draft d,
            int revision,
            org.apache.avro.specific.SpecificRecord event,
            String site,
            Optional<Known> known) {
        UUID id = DerivedId.of(
                "product", d.productId(), String.valueOf(revision), d.content().manifestSha256());
        Fact product = new Fact(id.toString(), d.productId(), event, d.origin().trace());
        Optional<Fact> replica = d.content().objects().isEmpty()
                ? Optional.empty()
                : Optional.of(replica(d, d.productId(), revision, site));
        return new Verdict(outcome, d.productId(), revision, Optional.of(product), replica, known);
    }

    /** The log may have the product without its replica, after a failure between the two: then it gets it now. */
    private static Verdict repeated(Draft d, Known known, String site) {
        boolean heal = !known.replicaHere() && !d.content().objects().isEmpty();
        Optional<Fact> replica =
                heal ? Optional.of(replica(d, known.productId(), known.revision(), site)) : Optional.empty();
        return new Verdict(
                Outcome.REPEATED, known.productId(), known.revision(), Optional.empty(), replica, Optional.of(known));
    }

    private static Fact replica(Draft d, String productId, int revision, String site) {
        ReplicaAdded event = ReplicaAdded.newBuilder()
                .setProductId(productId)
                .setRevision(revision)
                .setSite(site)
                .setKind(ReplicaKind.OBJECT)
                .setObjects(d.content().objects())
                .setSize(d.content().size())
                .build();
        UUID id = DerivedId.of(
                "replica",
                productId,
                String.valueOf(revision),
                site,
                d.content().objects().get(0).getKey());
        return new Fact(id.toString(), productId, event, d.origin().trace());
    }

    static RefusedException tooLarge(String field, String detail, String remedy) {
        return new RefusedException(new Refusal(Refusal.Reason.TOO_LARGE, field, detail, remedy));
    }

    private static RefusedException conflict(String field, String detail, String remedy) {
        return new RefusedException(new Refusal(Refusal.Reason.CONFLICT, field, detail, remedy));
    }
}

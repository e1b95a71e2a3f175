package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.periapsis.events.DatalabOffer;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.RuntimeOffer;
import org.periapsis.events.SiteScore;
import org.periapsis.events.Wish;
import org.periapsis.scheduler.domain.Candidate.Hold;
import org.periapsis.scheduler.domain.Candidate.Refusal;
import org.periapsis.scheduler.domain.Offers.Heard;

/**
 * Filters sites and scores the rest in seconds: wait + missing bytes / measured bandwidth + preparation + λ · egress. All
 * inputs count.
 */
final class SiteScorer {
    private final State state;
    private final World world;
    private final Limits limits;
    private final Sources sources;

    SiteScorer(State state, World world, Limits limits) {
        this.state = state;
        this.world = world;
        this.limits = limits;
        this.sources = new Sources(state, world, limits);
    }

    Sources sources() {
        return sources;
    }

    /** @return every site that ever made an offer, by site id */
    List<Candidate> score(Ask ask, Inputs inputs, Room room) {
        List<Candidate> candidates = new ArrayList<>();
        for (Heard heard : world.offers().all()) {
            candidates.add(candidate(ask, inputs, room, heard));
        }
        return candidates;
    }

    private record No(Refusal refusal, String why) {}

    private Candidate candidate(Ask ask, Inputs inputs, Room room, Heard heard) {
        String site = heard.site();
        List<Inputs.Piece> missing = inputs.missingAt(site);
        long moved = Inputs.bytes(missing);
        long local = Inputs.bytes(inputs.pieces()) - moved;
        No no = refusal(ask, missing, heard);
        if (no != null) {
            SiteScore score = new SiteScore(site, no.why(), 0.0, 0.0, 0.0, 0.0, 0.0, local, moved);
            return new Candidate(site, Optional.of(no.refusal()), Optional.empty(), score);
        }
        double transfer = 0;
        double egress = 0;
        for (Inputs.Piece piece : missing) {
            String source = sources.best(piece, site);
            transfer += sources.seconds(source, site, piece.bytes());
            egress += sources.egress(source, piece.bytes());
        }
        boolean full = !ask.amount().fits(room.at(site));
        double wait = full ? expectedWait(ask) : 0;
        DatalabOffer datalab = datalab(heard, ask.datalab()).orElseThrow();
        double image = datalab.getReady() || datalab.getPrepareS() == null ? 0 : datalab.getPrepareS();
        double total = wait + transfer + image + egress;
        // Not by the builder, which looks every default up: this is done for every site and request.
        SiteScore score = new SiteScore(site, null, wait, transfer, image, egress, total, local, moved);
        Optional<Hold> hold = preparing(heard, datalab)
                ? Optional.of(Hold.PREPARING)
                : full ? Optional.of(Hold.FULL) : Optional.empty();
        return new Candidate(site, Optional.empty(), hold, score);
    }

    private double expectedWait(Ask ask) {
        boolean job = ask instanceof Ask.OfJob;
        return (job ? limits.waits().slot() : limits.waits().sessionRoom()).toSeconds();
    }

    private No refusal(Ask ask, List<Inputs.Piece> missing, Heard heard) {
        String site = heard.site();
        if (!heard.offer().getAuthority().equals(limits.authority())) {
            return new No(
                    Refusal.FOREIGN, "obeys the scheduler " + heard.offer().getAuthority());
        }
        if (ask.pinned().filter(pinned -> !pinned.equals(site)).isPresent()) {
            return new No(Refusal.NOT_NAMED, "the request names " + ask.pinned().get());
        }
        if (!ask.amount().fits(heard.capacity())) {
            return new No(
                    Refusal.TOO_SMALL,
                    "has " + heard.capacity().text() + " in all; needed: "
                            + ask.amount().text());
        }
        Optional<DatalabOffer> datalab = datalab(heard, ask.datalab());
        if (datalab.isPresent() && !datalab.get().getReady() && datalab.get().getPrepareS() == null) {
            return new No(Refusal.IMPOSSIBLE_DATALAB, "cannot run it: " + why(datalab.get()));
        }
        if (ask.wish() == Wish.WAIT && !missing.isEmpty()) {
            int count = missing.stream()
                    .mapToInt(piece -> piece.entries().getCount())
                    .sum();
            return new No(
                    Refusal.NOT_A_HOLDER,
                    "does not hold " + count + (count == 1 ? " input" : " inputs") + " (" + size(Inputs.bytes(missing))
                            + ")");
        }
        if (state.lost(site)) {
            return new No(Refusal.SILENT, "is silent since " + heard.written());
        }
        if (!heard.offer().getAccepting()) {
            return new No(Refusal.CLOSED, closed(heard));
        }
        if (datalab.isEmpty()) {
            return new No(Refusal.NO_DATALAB, "does not offer " + name(ask.datalab()) + " yet");
        }
        return silentSource(missing, site);
    }

    /** A site says in its note what keeps it, such as a full disk. */
    private static String closed(Heard heard) {
        return "takes nothing new at present"
                + heard.offer().getRuntimes().stream()
                        .map(RuntimeOffer::getNote)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(note -> ": " + note)
                        .orElse("");
    }

    private No silentSource(List<Inputs.Piece> missing, String site) {
        for (Inputs.Piece piece : missing) {
            if (sources.alive(piece, site).isEmpty()) {
                return new No(
                        Refusal.SOURCE_SILENT,
                        piece.holders().isEmpty()
                                ? "would need inputs that no site holds"
                                : "would need inputs of " + String.join(", ", piece.holders())
                                        + ", where nobody answers");
            }
        }
        return null;
    }

    /**
     * A site that runs processes prepares its environments by itself and is not hurried by a placement; one that pulls images
     * does so only when something is placed.
     */
    private static boolean preparing(Heard heard, DatalabOffer datalab) {
        boolean pulls = heard.offer().getRuntimes().stream()
                .anyMatch(runtime -> !runtime.getName().equals("process"));
        return !datalab.getReady() && !pulls;
    }

    static Optional<DatalabOffer> datalab(Heard heard, DatalabRef wanted) {
        return heard.offer().getDatalabs().stream()
                .filter(offer -> offer.getDatalab().equals(wanted.getId())
                        && offer.getVersion().equals(wanted.getVersion()))
                .findFirst();
    }

    static String name(DatalabRef datalab) {
        return datalab.getId() + " " + datalab.getVersion();
    }

    private static String why(DatalabOffer offer) {
        return offer.getReason() == null ? "the site does not say why" : offer.getReason();
    }

    /** @return bytes for people, decimal units */
    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1000 && unit < 4) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, "kMGTP".charAt(unit));
    }
}

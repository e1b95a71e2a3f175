package org.periapsis.ingest.domain.intake;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.ProductRefused;
import org.periapsis.events.door.Text;
import org.periapsis.events.id.DerivedId;
import org.periapsis.ingest.domain.Refusal;

/** Makes the events that tell an archive what was not taken. */
public final class Refusals {
    /**
     * What was offered.
     *
     * @param source file name, object key or URL
     * @param sha256 empty when it was not read to its end
     */
    public record Offer(
            String archive, String intake, Optional<String> source, Optional<String> sha256, Optional<Long> size) {
        private static final int LONGEST_SOURCE = 1_000;

        public Offer {
            source = source.map(text -> Text.cleaned(text, LONGEST_SOURCE));
        }
    }

    private Refusals() {}

    /** The stable code of a reason, such as no-position. */
    public static String code(Refusal.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Fact fact(Offer offer, Refusal refusal) {
        UUID id = DerivedId.of(
                "refusal",
                offer.archive(),
                offer.source().orElse(""),
                offer.sha256().orElse(""),
                code(refusal.reason()),
                refusal.field());
        ProductRefused event = ProductRefused.newBuilder()
                .setRefusalId(id)
                .setArchive(offer.archive())
                .setIntake(offer.intake())
                .setSource(offer.source().orElse(null))
                .setCode(code(refusal.reason()))
                .setField(refusal.field())
                .setReason(refusal.detail())
                .setRemedy(refusal.remedy())
                .setSha256(offer.sha256().orElse(null))
                .setSize(offer.size().orElse(null))
                .build();
        // The same file may be offered and refused again: an occurrence of its own.
        return new Fact(UUID.randomUUID().toString(), offer.archive(), event);
    }
}

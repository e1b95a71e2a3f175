package org.periapsis.session.domain.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabOffer;
import org.periapsis.events.Resources;
import org.periapsis.events.RuntimeOffer;
import org.periapsis.events.SiteOffered;
import org.periapsis.session.domain.run.RuntimeDescription;

/**
 * Says what the site can take now.
 *
 * @param site its facts that do not change
 * @param runtime how it runs things
 * @param agent what it holds
 * @param launches what it can start
 * @param inputs for the rates it has measured
 */
public record Offers(Site site, RuntimeDescription runtime, SiteAgent agent, Launches launches, Inputs inputs) {

    /**
     * What does not change while an agent lives.
     *
     * @param id of the site
     * @param agent incarnation
     * @param authority it obeys
     * @param endpoint URL of the agent, without a slash at the end
     * @param capacity all it has
     * @param silence how long it may be silent
     */
    public record Site(
            String id, String agent, String authority, String endpoint, Resources capacity, Silence silence) {}

    /**
     * What a site's silence means, in seconds.
     *
     * @param deadline after which it counts as silent
     * @param restart the same once its agent was stopped in order
     * @param keeps how long its runs go on without their agent; 0 for without limit
     */
    public record Silence(int deadline, int restart, long keeps) {}

    /**
     * The offer.
     *
     * @param staying false while the agent stops
     */
    public SiteOffered now(boolean staying) {
        Optional<String> trouble = agent.trouble();
        List<Held> live = agent.held().stream().filter(Held::live).toList();
        long memory = live.stream()
                .mapToLong(held -> held.placed().getResources().getMemoryMib())
                .sum();
        double cores = live.stream()
                .mapToDouble(held -> held.placed().getResources().getCores())
                .sum();
        long waiting =
                live.stream().filter(held -> agent.program(held.id()).isEmpty()).count();
        Resources all = site.capacity();
        return SiteOffered.newBuilder()
                .setSite(site.id())
                .setAgent(site.agent())
                .setAuthority(site.authority())
                .setEndpoint(site.endpoint())
                .setAccepting(staying && trouble.isEmpty())
                .setCapacity(all)
                .setFree(new Resources(
                        Math.max(0, all.getCores() - cores), Math.max(0, all.getMemoryMib() - memory), all.getGpus()))
                .setRunning(live.size() - (int) waiting)
                .setQueued((int) waiting)
                .setRuntimes(List.of(runtimeOffer(trouble)))
                .setDatalabs(datalabs())
                .setBandwidths(inputs.measured())
                .setDeadlineS(
                        staying
                                ? site.silence().deadline()
                                : Math.max(
                                        site.silence().restart(), site.silence().deadline()))
                .setKeepsS(site.silence().keeps())
                .build();
    }

    private RuntimeOffer runtimeOffer(Optional<String> trouble) {
        String note = Stream.of(trouble.orElse(""), runtime.note())
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("; "));
        return RuntimeOffer.newBuilder()
                .setName(runtime.name())
                .setTrustedOnly(runtime.trustedOnly())
                .setNote(note.isEmpty() ? null : note)
                .build();
    }

    private List<DatalabOffer> datalabs() {
        List<DatalabOffer> offers = new ArrayList<>();
        for (DatalabCatalogue.Name name : launches.catalogue().startable()) {
            launches.catalogue().find(name).ifPresent(descriptor -> offers.add(datalab(name, descriptor)));
        }
        return offers;
    }

    private DatalabOffer datalab(DatalabCatalogue.Name name, DatalabDescriptor descriptor) {
        List<Tools.Lack> lacks = descriptor.getNeeds().stream()
                .map(launches.tools()::answer)
                .filter(Tools.Lack.class::isInstance)
                .map(Tools.Lack.class::cast)
                .toList();
        DatalabOffer.Builder offer = DatalabOffer.newBuilder()
                .setDatalab(name.id())
                .setVersion(name.version())
                .setReady(lacks.isEmpty());
        if (lacks.isEmpty()) {
            return offer.setReason(null).setPrepareS(0.0).build();
        }
        boolean coming = lacks.stream().allMatch(lack -> lack.prepareSeconds().isPresent());
        OptionalDouble longest = lacks.stream()
                .map(Tools.Lack::prepareSeconds)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        return offer.setReason(lacks.get(0).reason())
                .setPrepareS(coming ? longest.getAsDouble() : null)
                .build();
    }
}

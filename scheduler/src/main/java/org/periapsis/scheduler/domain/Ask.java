package org.periapsis.scheduler.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.BuildRequested;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.Shard;
import org.periapsis.events.Wish;

/** What somebody asks for: the common view of a session, a job and a build. */
public sealed interface Ask {
    UUID id();

    EntityKind kind();

    Owner owner();

    String team();

    DatalabRef datalab();

    Resources resources();

    default List<Shard> shards() {
        return List.of();
    }

    default Optional<ManifestRef> manifest() {
        return Optional.empty();
    }

    default Wish wish() {
        return Wish.WAIT;
    }

    /** @return the only site that the person wants */
    default Optional<String> pinned() {
        return Optional.empty();
    }

    default Amount amount() {
        return Amount.of(resources());
    }

    /** A session. */
    record OfSession(SessionRequested request) implements Ask {
        @Override
        public UUID id() {
            return request.getSessionId();
        }

        @Override
        public EntityKind kind() {
            return EntityKind.SESSION;
        }

        @Override
        public Owner owner() {
            return request.getOwner();
        }

        @Override
        public String team() {
            return request.getTeam();
        }

        @Override
        public DatalabRef datalab() {
            return request.getDatalab();
        }

        @Override
        public Resources resources() {
            return request.getResources();
        }

        @Override
        public List<Shard> shards() {
            return request.getShards();
        }

        @Override
        public Optional<ManifestRef> manifest() {
            return Optional.ofNullable(request.getManifest());
        }

        @Override
        public Wish wish() {
            return request.getWish();
        }

        @Override
        public Optional<String> pinned() {
            return Optional.ofNullable(request.getSite());
        }
    }

    /** A job. */
    record OfJob(JobSubmitted request) implements Ask {
        @Override
        public UUID id() {
            return request.getJobId();
        }

        @Override
        public EntityKind kind() {
            return EntityKind.JOB;
        }

        @Override
        public Owner owner() {
            return request.getOwner();
        }

        @Override
        public String team() {
            return request.getTeam();
        }

        @Override
        public DatalabRef datalab() {
            return request.getDatalab();
        }

        @Override
        public Resources resources() {
            return request.getResources();
        }

        @Override
        public List<Shard> shards() {
            return request.getShards();
        }

        @Override
        public Optional<ManifestRef> manifest() {
            return Optional.of(request.getManifest());
        }

        @Override
        public Wish wish() {
            return request.getWish();
        }
    }

    /** A build. */
    record OfBuild(BuildRequested request) implements Ask {
        @Override
        public UUID id() {
            return request.getBuildId();
        }

        @Override
        public EntityKind kind() {
            return EntityKind.BUILD;
        }

        @Override
        public Owner owner() {
            return request.getOwner();
        }

        @Override
        public String team() {
            return request.getTeam();
        }

        @Override
        public DatalabRef datalab() {
            return DatalabRef.newBuilder()
                    .setId(request.getDatalabId())
                    .setVersion(request.getVersion())
                    .build();
        }

        @Override
        public Resources resources() {
            return request.getResources();
        }
    }
}

package org.periapsis.ingest.domain.intake;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What has been taken before: a view of this site's own events, which may lag behind them. */
@FunctionalInterface
public interface Ledger {
    /** Looks many up at once: every known product that has one of the drafts' ids, or archive and content. */
    CompletionStage<List<Known>> find(List<Draft> drafts);
}

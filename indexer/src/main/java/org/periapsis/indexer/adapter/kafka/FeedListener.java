package org.periapsis.indexer.adapter.kafka;

import org.periapsis.indexer.domain.view.BatchFold;
import org.periapsis.kit.kafka.Batch;

/** Hears of the feed's progress, on its thread. */
interface FeedListener {
    /** A batch was folded; its transaction may still fail. */
    void folded(BatchFold fold);

    /** The view has committed a batch: readers may see it. */
    void applied(Batch batch);

    /** Kafka has committed that many ProductIndexed. */
    void published(int events);
}

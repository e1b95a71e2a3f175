package org.periapsis.ingest.adapter.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.periapsis.events.ObsCore;

/** The access_ fields of ObsCore, where the archive gave none. */
final class Access {
    private Access() {}

    /** @param base address of this site's files; empty for none */
    static ObsCore complete(ObsCore obscore, String base, String format, long size) {
        ObsCore.Builder o = ObsCore.newBuilder(obscore);
        if (o.getAccessFormat() == null) {
            o.setAccessFormat(format);
        }
        if (o.getAccessEstsize() == null) {
            o.setAccessEstsize((size + 1023) / 1024);
        }
        if (o.getAccessUrl() == null && !base.isEmpty()) {
            o.setAccessUrl(base + "/" + URLEncoder.encode(obscore.getObsPublisherDid(), StandardCharsets.UTF_8));
        }
        return o.build();
    }
}

package org.periapsis.indexer;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Predicate;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.RightsCases;
import org.periapsis.kit.rights.Viewer;

/** Somebody, and what the table says they may. */
record Asking(String who, Viewer viewer, Rights rights, TestStack stack, CaseProducts cases) {
    boolean knows(RightsCases.Product product) {
        return rights.mayKnow(product.rights(), cases.now);
    }

    boolean reads(RightsCases.Product product) {
        return rights.mayRead(product.rights(), cases.now);
    }

    List<String> those(Predicate<RightsCases.Product> which) {
        return cases.all.stream().filter(which).map(CaseProducts::id).toList();
    }

    HttpResponse<String> get(String path) throws Exception {
        return viewer.anonymous() ? stack.get(path) : stack.get(path, "Authorization", bearer());
    }

    HttpResponse<String> post(String path, JsonObject body) throws Exception {
        return viewer.anonymous() ? stack.post(path, body) : stack.post(path, body, "Authorization", bearer());
    }

    String bearer() {
        return stack.bearer(
                viewer.person().orElseThrow().subject(), List.copyOf(viewer.roles()), List.copyOf(viewer.teams()));
    }

    /** Somebody of {@link RightsCases#viewers}. */
    static Asking of(String who, TestStack stack, CaseProducts cases) {
        Viewer viewer = RightsCases.viewers().get(who);
        return new Asking(who, viewer, Rights.of(viewer), stack, cases);
    }
}

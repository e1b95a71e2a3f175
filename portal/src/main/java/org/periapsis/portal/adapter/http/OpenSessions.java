package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is open into sessions: looked at again and again, and cut when its person has signed out or was put out. */
public final class OpenSessions {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSessions.class);
    private static final long EVERY_MS = 2_000;

    private final Set<Open> open = new HashSet<>();
    private final SessionEntries entries;
    private final SessionPermits permits;
    private Optional<Long> timer = Optional.empty();
    private boolean looking;

    /** A request or WebSocket on its way into a session; each is one of its own. */
    static final class Open {
        private final String session;
        private final Optional<String> entry;
        private final Supplier<Future<Optional<Caller>>> person;
        private final Runnable cut;

        /**
         * @param entry the cookie by which its person has entered; empty for a program's
         * @param person who it is at any later time
         */
        Open(String session, Optional<String> entry, Supplier<Future<Optional<Caller>>> person, Runnable cut) {
            this.session = session;
            this.entry = entry;
            this.person = person;
            this.cut = cut;
        }
    }

    OpenSessions(SessionEntries entries, SessionPermits permits) {
        this.entries = entries;
        this.permits = permits;
    }

    /** Begins to look. */
    public void start(Vertx vertx) {
        timer = Optional.of(vertx.setPeriodic(EVERY_MS, now -> look()));
    }

    public Future<Void> stop(Vertx vertx) {
        timer.ifPresent(vertx::cancelTimer);
        return Future.succeededFuture();
    }

    void add(Open one) {
        open.add(one);
    }

    void remove(Open one) {
        open.remove(one);
    }

    private void look() {
        if (looking || open.isEmpty()) {
            return;
        }
        looking = true;
        List<Open> now = List.copyOf(open);
        Set<String> entered = new HashSet<>();
        now.forEach(each -> each.entry.ifPresent(entered::add));
        (entered.isEmpty() ? Future.succeededFuture(Set.<String>of()) : entries.stillIn(entered)).onComplete(found -> {
            looking = false;
            if (found.failed()) {
                // Nobody can have signed out: that is written where this was asked.
                LOG.debug("event=entries-not-looked-at cause={}", found.cause().toString());
            }
            now.forEach(each -> {
                if (found.succeeded()
                        && each.entry
                                .filter(cookie -> !found.result().contains(cookie))
                                .isPresent()) {
                    cut(each, "signed out");
                } else {
                    look(each);
                }
            });
        });
    }

    private void look(Open each) {
        each.person
                .get()
                .compose(person -> person.isEmpty()
                        ? Future.succeededFuture(false)
                        : permits.of(person.get(), each.session).map(SessionPermits.Permit::mayEnter))
                .onComplete(may -> {
                    if (may.succeeded() ? !may.result() : refused(may.cause())) {
                        cut(each, "may not enter any more");
                    }
                });
    }

    /** A token that has expired is no right any more; a service that does not answer says nothing about it. */
    private static boolean refused(Throwable failure) {
        return failure instanceof ProblemException answer && answer.problem().status() < 500;
    }

    private void cut(Open each, String why) {
        if (open.remove(each)) {
            LOG.info("event=session-cut session={} reason=\"{}\"", each.session, why);
            each.cut.run();
        }
    }
}

package org.periapsis.session.domain.request;

/**
 * What a request may ask for, and what it gets when it does not ask.
 *
 * @param ids product ids in a body at most
 * @param products products in a selection at most
 * @param manifestBytes of a selection's manifest at most, which is held in memory while it is made
 * @param need resources when neither the request nor the datalab names any
 * @param least resources of one run at least
 * @param most resources of one run at most
 * @param leaseS lease when the request names none, seconds
 * @param leaseMinS shortest lease, seconds
 * @param leaseMaxS longest lease from now, seconds; renewals too
 * @param attempts attempts at each chunk of a job at most
 */
public record RequestLimits(
        int ids,
        int products,
        long manifestBytes,
        Need need,
        Need least,
        Need most,
        long leaseS,
        long leaseMinS,
        long leaseMaxS,
        int attempts) {

    /** The platform's own: 10,000 ids; 200,000 products whose manifest has 32 MiB; 2 cores, 4 GiB, 8 hours; at least 0.05 cores, 16 MiB; at most 64 cores, 512 GiB, 8 GPUs, 72 hours. */
    public static RequestLimits standard() {
        return new RequestLimits(
                10_000,
                200_000,
                32L << 20,
                new Need(2, 4096, 0),
                new Need(0.05, 16, 0),
                new Need(64, 512 * 1024, 8),
                8 * 3600,
                60,
                72 * 3600,
                10);
    }
}

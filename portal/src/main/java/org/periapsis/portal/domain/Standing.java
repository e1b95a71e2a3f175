package org.periapsis.portal.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * A sign-in of a browser or a token of a program that is good now.
 *
 * @param grant its id
 * @param person who acts by it, and what they may do
 * @param expires from when on it is not good any more
 */
public record Standing(UUID grant, SignIn person, Instant expires) {}

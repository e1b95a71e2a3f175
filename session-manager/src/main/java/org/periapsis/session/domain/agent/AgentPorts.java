package org.periapsis.session.domain.agent;

/**
 * What an agent works with.
 *
 * @param reports to the log
 * @param journal its memory
 * @param inputs of runs
 * @param outputs of runs
 * @param readiness of sessions
 * @param tokens of runs, for the portal
 */
public record AgentPorts(
        Reports reports, Journal journal, Inputs inputs, Outputs outputs, Readiness readiness, RunTokens tokens) {}

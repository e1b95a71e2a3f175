/** What the scheduler knows and decides: values in, decisions out. No clock, no network, no thread. */
package org.periapsis.scheduler.domain;

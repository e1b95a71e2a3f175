// Which events are looked at: the address in, the question for the stream out; pure.
import {kindOf, kindsFor} from '../../core/telling.js';

export const SINCE = [
    {id: 'now', label: 'From now on', seconds: 0}, {id: '10min', label: 'Last 10 min', seconds: 600},
    {id: 'hour', label: 'Last hour', seconds: 3600}, {id: 'day', label: 'Last 24 h', seconds: 86400},
];

/** @param params of the address @param person {roles} or null @returns {kinds: ids, site, since, about} */
export function chosen(params, person) {
    const possible = kindsFor(person);
    const asked = (params.get('kinds') ?? '').split(',').filter(id => possible.some(kind => kind.id === id));
    const since = SINCE.find(each => each.id === params.get('since')) ?? SINCE[1];
    return {
        kinds: asked.length > 0 ? asked : possible.filter(kind => !kind.loud).map(kind => kind.id),
        all: asked.length === 0,
        site: params.get('site') || '',
        about: (params.get('about') ?? '').trim(),
        since,
    };
}

/** The question for GET /api/events. */
export function question({kinds, site, since}, person, now) {
    const topics = [...new Set(kindsFor(person).filter(kind => kinds.includes(kind.id)).flatMap(kind => kind.topics))];
    const query = new URLSearchParams({topic: topics.join(',')});
    if (site) {
        query.set('site', site);
    }
    if (since.seconds > 0) {
        query.set('from', new Date(now - since.seconds * 1000).toISOString());
    }
    return query.toString();
}

/** A topic may bring more kinds than were chosen, and what an event is about may be in any of its fields. */
export function fits(event, {kinds, about}) {
    return kinds.includes(kindOf(event)) && (!about || event.subject === about || JSON.stringify(event.data ?? {}).includes(about));
}

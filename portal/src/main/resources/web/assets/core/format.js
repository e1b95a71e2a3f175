// Numbers, sizes, times and angles as people write them; pure.

const SI = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** 4816345 → 4.8 MB. */
export function bytes(count) {
    if (!Number.isFinite(count)) {
        return '–';
    }
    let [value, unit] = [count, 0];
    while (value >= 999.5 && unit < SI.length - 1) {
        value /= 1000;
        unit++;
    }
    return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${SI[unit]}`;
}

/** Seconds for people: 0.4 s, 12 s, 3 min, 2.5 h, 3 d. */
export function seconds(count) {
    if (!Number.isFinite(count)) {
        return '–';
    }
    if (count < 9.95) {
        return `${count === 0 ? 0 : count < 0.05 ? '<0.1' : count.toFixed(1)} s`;
    }
    if (count < 90) {
        return `${Math.round(count)} s`;
    }
    if (count < 3600) {
        return `${Math.round(count / 60)} min`;
    }
    return count < 172800 ? `${trim(count / 3600)} h` : `${trim(count / 86400)} d`;
}

function trim(value) {
    return value.toFixed(1).replace(/\.0$/, '');
}

/** Modified Julian Date → 2008-08-04. */
export function mjdDate(mjd) {
    return Number.isFinite(mjd) ? new Date((mjd - 40587) * 86400000).toISOString().slice(0, 10) : '–';
}

/** ISO 8601 → 2026-11-22 03:04:05 UTC. */
export function moment(iso) {
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? '–' : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** @param now milliseconds */
export function ago(iso, now) {
    const s = (now - Date.parse(iso)) / 1000;
    if (Number.isNaN(s)) {
        return '–';
    }
    return s < 5 ? 'just now' : `${seconds(Math.max(0, s))} ago`;
}

/** a, b and c */
export function list(names) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export function count(n, one, many = `${one}s`) {
    return `${Number(n).toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** 2.2e-6 m → 2.2 µm: the unit an astronomer of that band would use. */
export function wavelength(metres) {
    if (!Number.isFinite(metres) || metres <= 0) {
        return '–';
    }
    const [unit, scale] = metres < 1e-11 ? ['pm', 1e-12] : metres < 1e-6 ? ['nm', 1e-9] : metres < 1e-3 ? ['µm', 1e-6]
        : metres < 1e-2 ? ['mm', 1e-3] : metres < 1 ? ['cm', 1e-2] : ['m', 1];
    return `${Number((metres / scale).toPrecision(4))} ${unit}`;
}

/** Degrees as an angle of fitting unit. */
export function angle(degrees) {
    if (!Number.isFinite(degrees)) {
        return '–';
    }
    const [value, unit] = degrees >= 1 ? [degrees, '°'] : degrees >= 1 / 60 ? [degrees * 60, '′'] : [degrees * 3600, '″'];
    return `${Number(value.toPrecision(3))}${unit}`;
}

/** A moment of today as 08:12, an earlier one as 2026-11-22 08:12; in the reader's own time zone. */
export function since(iso, now) {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) {
        return '–';
    }
    const two = n => String(n).padStart(2, '0');
    const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
    return at.toDateString() === now.toDateString() ? time : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

/** 08:12:31 in the reader's own time zone. */
export function clock(at) {
    return at instanceof Date && !Number.isNaN(at.getTime()) ? at.toTimeString().slice(0, 8) : '–';
}

/** Memory, which is given in MiB: 4096 → 4 GiB. */
export function memory(mib) {
    return !Number.isFinite(mib) ? '–' : mib < 1024 ? `${Math.round(mib)} MiB` : `${trim(mib / 1024)} GiB`;
}

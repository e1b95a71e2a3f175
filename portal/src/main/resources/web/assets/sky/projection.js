// The sphere on the screen: Hammer's equal-area map of the whole sky, turned so that its middle is where one looks, or a globe.
// East is left, north is up. Angles in degrees, ICRS; pure.

const RAD = Math.PI / 180;
const ROOT2 = Math.SQRT2;
export const LEAST_ZOOM = 1;
export const MOST_ZOOM = 50000;

/** A place as a unit vector. */
export function vector({ra, dec}) {
    const c = Math.cos(dec * RAD);
    return [c * Math.cos(ra * RAD), c * Math.sin(ra * RAD), Math.sin(dec * RAD)];
}

/** Where one looks, within what is possible. */
export function bounded({ra, dec, zoom, globe}) {
    return {
        ra: ((ra % 360) + 360) % 360,
        dec: Math.max(-90, Math.min(90, dec)),
        zoom: Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, zoom)),
        globe: Boolean(globe),
    };
}

/**
 * @param view {ra, dec, zoom, globe}
 * @param size {width, height} in pixels
 * @returns {scale, reach, project(x, y, z, out), place(px, py)}: scale is pixels a radian in the middle, reach the degrees from the
 *     middle to the farthest corner; project writes the pixel of a unit vector into out and answers whether it is in sight; place
 *     answers where on the sky a pixel is, or null
 */
export function camera(view, {width, height}) {
    const [sa, ca, sd, cd] = [Math.sin(view.ra * RAD), Math.cos(view.ra * RAD), Math.sin(view.dec * RAD), Math.cos(view.dec * RAD)];
    const scale = view.globe ? Math.min(width, height) * 0.48 * view.zoom : Math.min(width / (4 * ROOT2), height / (2 * ROOT2)) * 0.98 * view.zoom;
    const [midX, midY] = [width / 2, height / 2];

    function project(vx, vy, vz, out) {
        const x = cd * (ca * vx + sa * vy) + sd * vz;
        const y = ca * vy - sa * vx;
        const z = cd * vz - sd * (ca * vx + sa * vy);
        if (view.globe) {
            out[0] = midX - scale * y;
            out[1] = midY - scale * z;
            return x > 0;
        }
        // With rho = cos(latitude): rho sin(l/2) and rho cos(l/2) without an angle, and exact near the middle.
        const rho = Math.hypot(x, y);
        const root = Math.sqrt(rho / (2 * (rho + x)));
        const half = rho + x > 1e-12 ? y * root : Math.sign(y || 1) * rho;
        const below = Math.sqrt(1 + Math.sqrt((rho * Math.max(rho + x, 0)) / 2));
        out[0] = midX - (scale * 2 * ROOT2 * half) / below;
        out[1] = midY - (scale * ROOT2 * z) / below;
        return true;
    }

    function place(px, py) {
        const [X, Y] = [(midX - px) / scale, (midY - py) / scale];
        let [x, y, z] = [0, 0, 0];
        if (view.globe) {
            const r2 = X * X + Y * Y;
            if (r2 > 1) {
                return null;
            }
            [x, y, z] = [Math.sqrt(1 - r2), X, Y];
        } else {
            const half = X / 2;
            const r2 = half * half + Y * Y;
            // The ellipse of the map: half the equal-area disc of one hemisphere, stretched.
            if (r2 > 2) {
                return null;
            }
            const k = Math.sqrt(1 - r2 / 4);
            const [sinHalf, cosHalf] = [half * k, 1 - r2 / 2];
            z = Y * k;
            const l = 2 * Math.atan2(sinHalf, cosHalf);
            const rho = Math.sqrt(Math.max(0, 1 - z * z));
            [x, y] = [rho * Math.cos(l), rho * Math.sin(l)];
        }
        const inPlane = cd * x - sd * z;
        const dec = Math.asin(Math.max(-1, Math.min(1, sd * x + cd * z))) / RAD;
        const ra = Math.atan2(sa * inPlane + ca * y, ca * inPlane - sa * y) / RAD;
        return {ra: (ra + 360) % 360, dec};
    }

    const reach = Math.min(180, (Math.hypot(width, height) / 2 / scale) / RAD);
    return {view, width, height, scale, reach, project, place};
}

/** The view that shows a circle on the sky whole. */
export function fitting({ra, dec, radius}, {width, height}, globe = false) {
    const one = camera({ra, dec, zoom: 1, globe}, {width, height});
    const pixels = Math.min(width, height) * 0.44;
    return bounded({ra, dec, zoom: pixels / (Math.max(radius, 1e-4) * RAD * one.scale), globe});
}

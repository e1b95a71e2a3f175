// The one place that names d3-geo. The versions are those in the root pom (d3-geo.version, d3-array.version); both files put what
// they have into one global object.
import '/webjars/d3-array/3.2.4/dist/d3-array.min.js';
import '/webjars/d3-geo/3.1.1/dist/d3-geo.min.js';

export const {geoCircle, geoGraticule, geoOrthographicRaw, geoPath, geoProjection, geoAzimuthalEqualAreaRaw} = globalThis.d3;

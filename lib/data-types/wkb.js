// @ts-check
'use strict';
/** Geometry between the notations of databases (WKT, EWKB) and GeoJSON. */

const names = ['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'GeometryCollection'];

/** How deep a type's coordinates are nested: 0 is one position. */
const depths = { Point: 0, LineString: 1, MultiPoint: 1, Polygon: 2, MultiLineString: 2, MultiPolygon: 3 };

/** Only numbers may reach the text. */
function position(numbers) {
  if (!Array.isArray(numbers) || numbers.length < 2 || !numbers.every(number => typeof number === 'number' && Number.isFinite(number))) {
    throw new Error('GeoJSON coordinates must be arrays of numbers');
  }
  return numbers.slice(0, 3).join(' ');
}

const nested = (coordinates, depth) => depth === 0
  ? position(coordinates)
  : coordinates.map(part => depth === 1 ? position(part) : `(${nested(part, depth - 1)})`).join(',');

const firstPosition = value => Array.isArray(value) && Array.isArray(value[0]) ? firstPosition(value[0]) : value;

/**
 * GeoJSON as WKT.
 *
 * @param {{type: string, coordinates?: any, geometries?: any[]}} geometry
 * @returns {string}
 */
function toWkt(geometry) {
  const { type } = geometry ?? {};
  if (!names.includes(type)) throw new Error(`GeometryType ${type} is not supported`);
  const parts = type === 'GeometryCollection' ? geometry.geometries : geometry.coordinates;
  const word = type.toUpperCase();
  if (!parts?.length) return `${word} EMPTY`;
  if (type === 'GeometryCollection') return `${word}(${parts.map(toWkt).join(',')})`;
  const z = firstPosition(parts)?.length > 2 ? ' Z ' : '';
  return `${word}${z}(${nested(parts, depths[type])})`;
}

/** Reads one geometry after the other from bytes. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  number(kind, size) {
    const value = this.bytes[`read${kind}${this.little ? 'LE' : 'BE'}`](this.at);
    this.at += size;
    return value;
  }

  list(read) {
    return Array.from({ length: this.number('UInt32', 4) }, read);
  }

  position(dimensions) {
    return Array.from({ length: dimensions }, () => this.number('Double', 8));
  }

  geometry() {
    this.little = this.bytes[this.at++] === 1;
    const word = this.number('UInt32', 4);
    const srid = word & 0x20000000 ? this.number('UInt32', 4) : undefined;
    const code = word & 0xffff;
    const type = names[code % 1000 - 1];
    const dimensions = 2 + (word & 0x80000000 || [1, 3].includes(Math.floor(code / 1000)) ? 1 : 0) + (word & 0x40000000 || code >= 2000 ? 1 : 0);
    return this.body(type, dimensions, srid);
  }

  body(type, dimensions, srid) {
    const line = () => this.list(() => this.position(dimensions));
    const inner = () => this.geometry();
    const result = { type };
    if (type === 'Point') {
      const numbers = this.position(dimensions);
      result.coordinates = numbers.every(Number.isNaN) ? [] : numbers;
    } else if (type === 'LineString') result.coordinates = line();
    else if (type === 'Polygon') result.coordinates = this.list(line);
    else if (type === 'GeometryCollection') result.geometries = this.list(inner);
    else if (type) result.coordinates = this.list(inner).map(part => part.coordinates);
    else throw new Error('GeometryType not supported');
    if (srid) return { crs: { type: 'name', properties: { name: `EPSG:${srid}` } }, ...result };
    return result;
  }
}

/**
 * WKB, or EWKB with its reference system, as GeoJSON.
 *
 * @param {Buffer} bytes
 */
const fromWkb = bytes => new Reader(bytes).geometry();

module.exports = { toWkt, fromWkb };

// @ts-check
'use strict';
/** A moment seen in a time zone: an offset (`+02:00`), a zone's name, or the process's own when none is given. */

const formatters = new Map();

/** The formatter of a named zone; null for what is no zone. */
function formatterOf(zone) {
  if (!formatters.has(zone)) {
    let formatter = null;
    try {
      formatter = new Intl.DateTimeFormat('en-US', {
        timeZone: zone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'
      });
    } catch {
      // Not a zone's name: the process's own zone serves, as in v6.
    }
    formatters.set(zone, formatter);
  }
  return formatters.get(zone);
}

/** Minutes east of UTC. */
function offsetMinutes(date, timezone) {
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(timezone || '');
  if (offset) return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  if (timezone === 'Z') return 0;
  const formatter = timezone ? formatterOf(timezone) : null;
  if (!formatter) return -date.getTimezoneOffset();
  const parts = Object.fromEntries(formatter.formatToParts(date).map(part => [part.type, part.value]));
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
  const wall = new Date(0);
  wall.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return Math.round((wall.getTime() - Math.floor(date.getTime() / 1000) * 1000) / 60000);
}

/** Whether a text names a zone (an offset is no name). */
const isZoneName = timezone => Boolean(timezone) && !/^[+-]\d/.test(timezone) && formatterOf(timezone) !== null;

const two = number => String(number).padStart(2, '0');

class Zoned {
  /**
   * @param {any} value a Date, or what can become one
   * @param {string|null} [timezone]
   */
  constructor(value, timezone) {
    this.date = toDate(value);
    this.offset = Number.isNaN(this.date.getTime()) ? NaN : offsetMinutes(this.date, timezone);
  }

  toDate() {
    return this.date;
  }

  /** Replaces YYYY, MM, DD, HH, mm, ss, SSS and Z. */
  format(pattern) {
    if (Number.isNaN(this.offset)) return 'Invalid date';
    const wall = new Date(this.date.getTime() + this.offset * 60000);
    const east = Math.abs(this.offset);
    const year = wall.getUTCFullYear();
    const parts = {
      YYYY: year < 0 ? `-${String(-year).padStart(6, '0')}` : year > 9999 ? `+${String(year).padStart(6, '0')}` : String(year).padStart(4, '0'),
      MM: two(wall.getUTCMonth() + 1),
      DD: two(wall.getUTCDate()),
      HH: two(wall.getUTCHours()),
      mm: two(wall.getUTCMinutes()),
      ss: two(wall.getUTCSeconds()),
      SSS: String(wall.getUTCMilliseconds()).padStart(3, '0'),
      Z: `${this.offset < 0 ? '-' : '+'}${two(Math.floor(east / 60))}:${two(east % 60)}`
    };
    return pattern.replace(/YYYY|MM|DD|HH|mm|SSS|ss|Z/g, token => parts[token]);
  }
}

/** A day without a time is midnight here, not in Greenwich, where `new Date` would put it. */
function toDate(value) {
  if (value instanceof Date) return value;
  if (value instanceof Zoned) return value.date;
  if (value && typeof value.toDate === 'function') return value.toDate();
  const day = typeof value === 'string' && /^\s*(\d{4})-?(\d\d)-?(\d\d)\s*$/.exec(value);
  if (!day) return new Date(value);
  const [year, month, date] = day.slice(1).map(Number);
  const midnight = new Date(0, month - 1, date);
  midnight.setFullYear(year, month - 1, date);
  return midnight.getMonth() === month - 1 && midnight.getDate() === date ? midnight : new Date(NaN);
}

module.exports = { Zoned, isZoneName, toDate };

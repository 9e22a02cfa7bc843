// The functions that attributes' `validate` names, for direct use: those of the package `validator`, and more.

/** Rules of the package `validator` that look at a text. */
type TextRule =
  | 'isAbaRouting' | 'isAfter' | 'isAlpha' | 'isAlphanumeric' | 'isAscii' | 'isBIC' | 'isBase32' | 'isBase58'
  | 'isBase64' | 'isBefore' | 'isBoolean' | 'isBtcAddress' | 'isByteLength' | 'isCreditCard' | 'isCurrency'
  | 'isDataURI' | 'isDate' | 'isDecimal' | 'isDivisibleBy' | 'isEAN' | 'isEmail' | 'isEmpty' | 'isEthereumAddress'
  | 'isFQDN' | 'isFloat' | 'isFreightContainerID' | 'isFullWidth' | 'isHSL' | 'isHalfWidth' | 'isHash'
  | 'isHexColor' | 'isHexadecimal' | 'isIBAN' | 'isIMEI' | 'isIP' | 'isIPRange' | 'isISBN' | 'isISIN' | 'isISO15924'
  | 'isISO31661Alpha2' | 'isISO31661Alpha3' | 'isISO31661Numeric' | 'isISO4217' | 'isISO6346' | 'isISO6391'
  | 'isISO8601' | 'isISRC' | 'isISSN' | 'isIdentityCard' | 'isIn' | 'isInt' | 'isJSON' | 'isJWT' | 'isLatLong'
  | 'isLength' | 'isLicensePlate' | 'isLocale' | 'isLowercase' | 'isLuhnNumber' | 'isMACAddress' | 'isMD5'
  | 'isMagnetURI' | 'isMailtoURI' | 'isMimeType' | 'isMobilePhone' | 'isMongoId' | 'isMultibyte' | 'isNumeric'
  | 'isOctal' | 'isPassportNumber' | 'isPort' | 'isPostalCode' | 'isRFC3339' | 'isRgbColor' | 'isSemVer' | 'isSlug'
  | 'isStrongPassword' | 'isSurrogatePair' | 'isTaxID' | 'isTime' | 'isULID' | 'isURL' | 'isUUID' | 'isUppercase'
  | 'isVAT' | 'isVariableWidth' | 'isWhitelisted';

/** Functions of the package `validator` that change a text. */
type TextChange =
  | 'blacklist' | 'escape' | 'ltrim' | 'normalizeEmail' | 'rtrim' | 'stripLow' | 'toString' | 'trim' | 'unescape' | 'whitelist';

export type OrigValidator =
  & { [Name in TextRule | 'equals' | 'matches']: (str: string, ...args: any[]) => boolean }
  & { [Name in TextChange]: (str: string, ...args: any[]) => string }
  & {
    version: string;
    isAlphaLocales: string[];
    isAlphanumericLocales: string[];
    isFloatLocales: string[];
    isMobilePhoneLocales: string[];
    isPostalCodeLocales: string[];
    ibanLocales: string[];
    toBoolean(str: string, strict?: boolean): boolean;
    toDate(str: string): Date | null;
    toFloat(str: string): number;
    toInt(str: string, radix?: number): number;
  };

/** What this library adds. */
export interface Extensions {
  /** More than blanks. */
  notEmpty(str: string): boolean;
  /** Between `min` and `max` characters. */
  len(str: string, min: number, max: number): boolean;
  isUrl(str: string): boolean;
  isIPv4(str: string): boolean;
  isIPv6(str: string): boolean;
  notIn(str: string, values: string[]): boolean;
  contains(str: string, elem: string[]): boolean;
  notContains(str: string, elem: string[]): boolean;
  /** Not less than `val`. */
  min(str: string, val: number): boolean;
  /** Not more than `val`. */
  max(str: string, val: number): boolean;
  regex(str: string, pattern: string, modifiers: string): boolean;
  notRegex(str: string, pattern: string, modifiers: string): boolean;
  /** The same as `regex`. */
  is(str: string, pattern: string, modifiers: string): boolean;
  /** The same as `notRegex`. */
  not(str: string, pattern: string, modifiers: string): boolean;
}

export interface Validator extends OrigValidator, Extensions {}

export const extensions: Extensions;
export const validator: Validator;

export {};
